import type { Job } from '../../../shared/domain/jobs.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { useJobWatch } from '../../state/job-watch.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { duration, moment, sentence } from '../../ui/format.ts';
import { JobBadge, jobSeconds } from '../../ui/job.tsx';
import { JobLog } from '../../ui/job-log.tsx';
import { ProgressBar } from '../../ui/progress.tsx';
import { Notice } from '../../ui/states.tsx';
import { JobOutcome } from './job-outcome.tsx';
import { SaveReceipt } from './save-receipt.tsx';
import { JobTrend } from './job-trend.tsx';
import { RunSteps } from './run-steps.tsx';

/** One job: how far it is, what came of it, the run it belongs to, its log. */
export function JobView({ job: stored, jobs }: { job: Job; jobs: readonly Job[] }) {
  const watch = useJobWatch(stored.jobId);
  const run = jobs.filter(({ runId }) => runId === stored.runId);
  const job = watch.job !== null && ended(watch.job) ? watch.job : stored;
  return (
    <div className="job">
      <header className="job-head">
        <div className="job-title">
          <h2 className="truncate" title={job.title}>
            {sentence(job.title)}
          </h2>
          <JobBadge state={job.state} />
          <span className="job-actions">
            <JobActions job={job} />
          </span>
        </div>
        <p className="faint number truncate" title={job.runId}>
          {facts(job)}
        </p>
        {job.progress !== null && job.state === 'running' && <ProgressBar progress={job.progress} label={job.title} />}
        {job.error !== null && <Notice tone="error">{job.error.message}</Notice>}
        <JobOutcome job={job} />
        <SaveReceipt job={job} />
        <JobTrend job={job} jobs={jobs} />
      </header>
      {run.length > 1 && <RunSteps jobs={run} current={job.jobId} />}
      <JobLog lines={watch.lines} problem={watch.problem} running={!ended(job)} />
    </div>
  );
}

const ended = ({ state }: Job): boolean => state !== 'queued' && state !== 'running';

function facts(job: Job): string {
  const parts = [`#${job.jobId}`, job.kind, `started ${job.startedAt === null ? 'not yet' : moment(job.startedAt)}`];
  const seconds = jobSeconds(job);
  if (seconds !== null) parts.push(`took ${duration(seconds)}`);
  if (job.attempt > 1) parts.push(`attempt ${job.attempt}`);
  parts.push(job.runId);
  return parts.join(' · ');
}

function JobActions({ job }: { job: Job }) {
  const cancel = useAction(async () => rpc.jobs.cancel({ jobId: job.jobId }), 'The job was not cancelled');
  const retry = useAction(async () => {
    const again = await rpc.jobs.retry({ jobId: job.jobId });
    invalidate('jobs');
    navigate(href('jobs', String(again.jobId)));
  }, 'The job was not started again');
  if (!ended(job))
    return (
      <Button size="small" icon="stop" onPress={cancel.run} isPending={cancel.pending}>
        Cancel
      </Button>
    );
  return (
    <Button size="small" icon="retry" onPress={retry.run} isPending={retry.pending}>
      {job.state === 'succeeded' ? 'Run again' : 'Resume'}
    </Button>
  );
}
