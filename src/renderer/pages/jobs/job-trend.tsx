import type { Job } from '../../../shared/domain/jobs.ts';
import { duration, exactMoment } from '../../ui/format.ts';
import { jobSeconds } from '../../ui/job.tsx';

const MOST = 30;

/** How long the same work took the last times, oldest first, so that slow creep is seen. */
export function JobTrend({ job, jobs }: { job: Job; jobs: readonly Job[] }) {
  const runs = sameWork(job, jobs);
  if (runs.length < 3) return null;
  const longest = Math.max(...runs.map(run => run.seconds), 0.001);
  const usual = median(runs.map(run => run.seconds));
  const seconds = jobSeconds(job);
  const factor = seconds === null || usual === 0 ? null : seconds / usual;
  return (
    <div className="job-trend">
      <span
        className="job-trend-bars"
        role="img"
        aria-label={`The last ${runs.length} times took ${runs.map(run => duration(run.seconds)).join(', ')}`}
      >
        {runs.map(run => (
          <span
            key={run.jobId}
            data-current={run.jobId === job.jobId || undefined}
            style={{ height: `${Math.max(6, (run.seconds / longest) * 100)}%` }}
            title={`#${run.jobId}, ${exactMoment(run.startedAt)}: ${duration(run.seconds)}`}
          />
        ))}
      </span>
      <span className="faint">
        usually {duration(usual)}, over {runs.length} runs
        {factor !== null && factor >= 1.5 && <>; this one {factor.toFixed(1)} times that</>}
      </span>
    </div>
  );
}

/** Those of its kind and title that ended well, itself included. */
function sameWork(job: Job, jobs: readonly Job[]): { jobId: number; startedAt: string; seconds: number }[] {
  return jobs
    .filter(({ kind, title, state }) => kind === job.kind && title === job.title && state === 'succeeded')
    .sort((a, b) => a.jobId - b.jobId)
    .slice(-MOST)
    .flatMap(each => {
      const seconds = jobSeconds(each);
      return seconds === null || each.startedAt === null
        ? []
        : [{ jobId: each.jobId, startedAt: each.startedAt, seconds }];
    });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
