import { useMemo } from 'react';
import type { Job } from '../../../shared/domain/jobs.ts';
import { jobsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { SplitPane } from '../../ui/split-pane.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { JobList } from './job-list.tsx';
import { JobView } from './job-view.tsx';

interface Props {
  live: ReadonlyMap<number, Job>;
  path: readonly string[];
}

/** Every job on the left, the chosen one on the right. */
export function JobsPane({ live, path }: Props) {
  const answer = useQuery(jobsQuery);
  return <Answered answer={answer}>{stored => <JobPanes stored={stored as Job[]} live={live} path={path} />}</Answered>;
}

function JobPanes({ stored, live, path }: Props & { stored: readonly Job[] }) {
  const jobs = useMemo(() => newestFirst(stored, live), [stored, live]);
  const selected =
    path[1] === 'run'
      ? jobOfRun(jobs, path[2])
      : (jobs.find(job => path[1] === undefined || String(job.jobId) === path[1]) ?? null);
  if (jobs.length === 0)
    return (
      <EmptyState icon="jobs" title="Nothing has run yet">
        Imports, builds, fits, evaluations and reports appear here with their progress and logs.
      </EmptyState>
    );
  return (
    <SplitPane
      name="jobs"
      panes={[
        {
          id: 'list',
          defaultSize: '46%',
          minSize: 280,
          content: (
            <JobList jobs={jobs} selected={selected} onSelect={job => navigate(href('jobs', String(job.jobId)))} />
          ),
        },
        {
          id: 'detail',
          minSize: 300,
          content:
            selected === null ? (
              <EmptyState icon="jobs" title="This job is not known here">
                It may be of another lakehouse, or older than the jobs that are listed.
              </EmptyState>
            ) : (
              <JobView key={selected.jobId} job={selected} jobs={jobs} />
            ),
        },
      ]}
    />
  );
}

/** The stored jobs with what is known of them this second. */
function newestFirst(stored: readonly Job[], live: ReadonlyMap<number, Job>): Job[] {
  const all = new Map(stored.map(job => [job.jobId, job]));
  for (const job of live.values()) all.set(job.jobId, job);
  return [...all.values()].sort((a, b) => b.jobId - a.jobId);
}

/** The job of a run that is worth watching: what runs, else what failed, else the next, else the last. */
function jobOfRun(jobs: readonly Job[], runId: string | undefined): Job | null {
  const run = jobs.filter(job => job.runId === runId);
  return (
    run.find(job => job.state === 'running') ??
    run.find(job => job.state === 'failed') ??
    run.findLast(job => job.state === 'queued') ??
    run[0] ??
    null
  );
}
