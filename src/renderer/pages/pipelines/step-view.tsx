import type { PipelineRun, TouchedThing } from '../../../shared/rpc/pipelines.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { useJobWatch } from '../../state/job-watch.ts';
import { touchedQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href } from '../../state/router.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { count, sentence } from '../../ui/format.ts';
import { JobBadge } from '../../ui/job.tsx';
import { JobLog } from '../../ui/job-log.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Notice } from '../../ui/states.tsx';

type Step = PipelineRun['jobs'][number];

/** One step of a run: how it went, what it read and wrote, its log. */
export function StepView({ job, runId }: { job: Step; runId: string }) {
  const watch = useJobWatch(job.jobId);
  const touched = valueOf(useQuery(touchedQuery(runId)))?.find(each => each.jobId === job.jobId);
  return (
    <section className="step-view" aria-label={`Step: ${job.title}`}>
      <header className="step-view-head">
        <h3 className="truncate">{sentence(job.title)}</h3>
        <JobBadge state={job.state} />
        <span className="step-actions">
          <StepActions job={job} />
          <a href={href('jobs', String(job.jobId))}>Open the job</a>
        </span>
      </header>
      {job.progress !== null && job.state === 'running' && <ProgressBar progress={job.progress} label={job.title} />}
      {job.error !== null && <Notice tone="error">{job.error.message}</Notice>}
      {touched !== undefined && (
        <div className="step-touched">
          <Things title="Read" things={touched.reads} />
          <Things title="Wrote" things={touched.writes} />
        </div>
      )}
      <JobLog lines={watch.lines} problem={watch.problem} running={job.state === 'queued' || job.state === 'running'} />
    </section>
  );
}

/** A run goes on from the step that failed. */
function StepActions({ job: { jobId, state } }: { job: Step }) {
  const cancel = useAction(async () => rpc.jobs.cancel({ jobId }), 'The step was not cancelled');
  const resume = useAction(async () => {
    await rpc.jobs.retry({ jobId });
    invalidate('jobs');
  }, 'The run does not go on');
  if (state === 'queued' || state === 'running')
    return (
      <Button size="small" icon="stop" onPress={cancel.run} isPending={cancel.pending}>
        Cancel
      </Button>
    );
  if (state === 'succeeded') return null;
  return (
    <Button size="small" icon="retry" onPress={resume.run} isPending={resume.pending}>
      Resume from here
    </Button>
  );
}

function Things({ title, things }: { title: string; things: readonly TouchedThing[] }) {
  return (
    <div className="step-things">
      <h4>{title}</h4>
      {things.length === 0 ? (
        <p className="faint">nothing</p>
      ) : (
        <ul tabIndex={0} aria-label={title}>
          {things.map(thing => (
            <li key={`${thing.kind}:${thing.name}`}>
              <span className="faint">{thing.kind}</span>
              <span className="truncate" title={thing.name}>
                {thing.kind === 'relation' ? <a href={href('catalogue', thing.name)}>{thing.name}</a> : thing.name}
              </span>
              <span className="number faint">{thing.rows === null ? '' : `${count(thing.rows)} rows`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
