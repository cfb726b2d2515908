import type { Job } from '../../../shared/domain/jobs.ts';
import { href } from '../../state/router.ts';
import { duration, sentence } from '../../ui/format.ts';
import { JobDot, jobSeconds } from '../../ui/job.tsx';

/** The jobs of one run in their order, with bars over the run's time. */
export function RunSteps({ jobs, current }: { jobs: readonly Job[]; current: number }) {
  const ordered = jobs.toSorted((a, b) => a.jobId - b.jobId);
  const begin = Math.min(...ordered.map(job => time(job.startedAt) ?? Infinity));
  const end = Math.max(...ordered.map(job => lastSign(job) ?? 0), begin + 1);
  return (
    <section className="steps" aria-label="The run">
      <h3 className="steps-title">Run of {ordered.length} jobs</h3>
      {ordered.map(job => (
        <a
          key={job.jobId}
          className="step"
          href={href('jobs', String(job.jobId))}
          aria-current={job.jobId === current ? 'true' : undefined}
        >
          <JobDot state={job.state} />
          <span className="truncate">{sentence(job.title)}</span>
          <span className="step-track">
            <Span job={job} begin={begin} end={end} />
          </span>
          <span className="step-time number faint">
            {jobSeconds(job) === null ? job.state : duration(jobSeconds(job) ?? 0)}
          </span>
        </a>
      ))}
    </section>
  );
}

function Span({ job, begin, end }: { job: Job; begin: number; end: number }) {
  const from = time(job.startedAt);
  if (from === null) return null;
  const to = time(job.finishedAt) ?? end;
  const left = ((from - begin) / (end - begin)) * 100;
  const width = Math.max(1, ((to - from) / (end - begin)) * 100);
  return (
    <span
      className="step-bar"
      data-state={job.state}
      style={{ left: `${Math.min(left, 99)}%`, width: `${Math.min(width, 100 - left)}%` }}
    />
  );
}

/** When a job ended, or how far a running one is known to have come. */
function lastSign(job: Job): number | null {
  const started = time(job.startedAt);
  if (job.finishedAt !== null || started === null) return time(job.finishedAt);
  return started + (job.progress?.secondsElapsed ?? 0) * 1000;
}

const time = (iso: string | null): number | null => (iso === null ? null : Date.parse(iso));
