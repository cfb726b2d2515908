import type { PipelineRun } from '../../../shared/rpc/pipelines.ts';
import { href } from '../../state/router.ts';
import { duration, sentence } from '../../ui/format.ts';
import { JobDot, jobSeconds } from '../../ui/job.tsx';
import { timeTicks } from './time-ticks.ts';

type Step = PipelineRun['jobs'][number];

/** The steps of a run over time, one line each, from its beginning to its end or now. */
export function Gantt({ run, selected }: { run: PipelineRun; selected: number | null }) {
  const begin = Date.parse(run.startedAt);
  const end = Math.max(begin + 100, ...run.jobs.map(lastSign));
  const seconds = (end - begin) / 1000;
  return (
    <section className="gantt" aria-label="Steps over time">
      {run.jobs.map(job => (
        <a
          key={job.jobId}
          className="gantt-row"
          href={href('pipelines', run.pipeline, run.runId, { job: String(job.jobId) })}
          aria-current={job.jobId === selected ? 'true' : undefined}
        >
          <JobDot state={job.state} />
          <span className="truncate" title={job.title}>
            {sentence(job.title)}
          </span>
          <span className="gantt-track">
            <Bar job={job} begin={begin} end={end} />
          </span>
          <span className="gantt-time number faint">
            {jobSeconds(job) === null ? job.state : duration(jobSeconds(job) ?? 0)}
          </span>
        </a>
      ))}
      <div className="gantt-row gantt-axis" aria-hidden>
        <span />
        <span />
        <span className="gantt-track">
          {timeTicks(seconds).map(at => (
            <span key={at} className="gantt-tick number faint" style={{ left: `${(at / seconds) * 100}%` }}>
              {at === 0 ? '0' : duration(at)}
            </span>
          ))}
        </span>
        <span />
      </div>
    </section>
  );
}

function Bar({ job, begin, end }: { job: Step; begin: number; end: number }) {
  if (job.startedAt === null) return null;
  const left = ((Date.parse(job.startedAt) - begin) / (end - begin)) * 100;
  const width = ((lastSign(job) - Date.parse(job.startedAt)) / (end - begin)) * 100;
  return (
    <span
      className="gantt-bar"
      data-state={job.state}
      style={{ left: `${Math.min(left, 99.5)}%`, width: `${Math.max(0.5, Math.min(width, 100 - left))}%` }}
    />
  );
}

/** When a step ended; for one that runs, how far it is known to have come. */
function lastSign({ startedAt, finishedAt, progress }: Step): number {
  if (finishedAt !== null) return Date.parse(finishedAt);
  return startedAt === null ? 0 : Date.parse(startedAt) + (progress?.secondsElapsed ?? 0) * 1000;
}
