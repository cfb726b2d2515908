import type { Job } from '../shared/domain/jobs.ts';
import { TracklakeError, type ErrorCode } from '../shared/errors.ts';
import { openJobs, type Jobs } from '../worker/jobs/queue.ts';
import type { JobRequest } from '../worker/jobs/store.ts';
import { openLakehouse, type Lakehouse } from '../worker/lakehouse/open.ts';
import { pipelineRuns } from '../worker/pipelines/runs.ts';
import { duration } from './numbers.ts';
import { progressLine } from './progress-line.ts';

/**
 * Runs jobs in a lakehouse as the app's worker does, with progress on stderr. Ctrl-C cancels; twice ends at once.
 * Throws the first failed job's error.
 */
export const runJobs = (
  lakePath: string,
  title: string,
  requests: readonly JobRequest[],
  pipeline?: string,
): Promise<Job[]> =>
  withJobs(lakePath, jobs =>
    jobs.start({ title, trigger: 'command line', jobs: requests, ...(pipeline === undefined ? {} : { pipeline }) }),
  );

/** Goes on with the last run of a pipeline from the steps that failed; what had succeeded is left as it is. */
export const resumeRun = (lakePath: string, pipeline: string): Promise<Job[]> =>
  withJobs(lakePath, async (jobs, lake) => {
    const [last] = pipelineRuns(lake.db, jobs, pipeline, 1);
    if (last === undefined) throw new TracklakeError('not_found', `pipeline ${pipeline} has not run in ${lakePath}`);
    for (;;) {
      const stopped = jobs.list({ runId: last.runId, states: ['failed', 'cancelled'], limit: 2000 }).reverse();
      const [first] = stopped;
      if (first === undefined) break;
      await jobs.retry(first.jobId); // what waits for it goes with it
    }
    const queued = jobs.list({ runId: last.runId, states: ['queued', 'running'], limit: 2000 }).reverse();
    if (queued.length > 0) return queued;
    throw new TracklakeError('conflict', `the last run of ${pipeline}, at ${last.startedAt}, did not fail`);
  });

async function withJobs(
  lakePath: string,
  start: (jobs: Jobs, lake: Lakehouse) => Promise<readonly Job[]>,
): Promise<Job[]> {
  const lake = openLakehouse(lakePath);
  const jobs = openJobs(lake, { interrupted: 'fail' });
  const stopListening = showProgress(jobs);
  try {
    const started = await start(jobs, lake);
    const dropSignals = cancelOnSignal(jobs, started);
    const runId = started[0]?.runId ?? '';
    const done = await jobs.finished(runId).finally(dropSignals);
    const failed = done.find(job => job.state === 'failed') ?? done.find(job => job.state === 'cancelled');
    if (failed)
      throw new TracklakeError(
        (failed.error?.code ?? 'internal') as ErrorCode,
        failed.error?.message ?? `${failed.title}: ${failed.state}`,
      );
    return done;
  } finally {
    stopListening();
    await jobs.close();
    lake.close();
  }
}

/** One job whose result is wanted. */
export async function runJob<Result>(lakePath: string, request: JobRequest): Promise<Result> {
  const [job] = await runJobs(lakePath, request.title, [request]);
  return job?.result as Result;
}

function showProgress(jobs: Jobs): () => void {
  const line = progressLine();
  return jobs.subscribe(event => {
    switch (event.type) {
      case 'progress':
        return line.show(jobs.get(event.jobId).title, event.progress);
      case 'log':
        if (event.line.level === 'warn' || event.line.level === 'error')
          line.settle(`  ${event.line.level}: ${event.line.message}`);
        return;
      case 'state':
        if (event.job.state === 'running') line.settle(`▸ ${event.job.title}`);
        if (event.job.state === 'succeeded') line.settle(`✓ ${event.job.title} (${duration(secondsOf(event.job))})`);
        return;
      case 'span':
    }
  });
}

export const secondsOf = (job: Job): number =>
  (Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? '')) / 1000;

function cancelOnSignal(jobs: Jobs, started: readonly Job[]): () => void {
  let asked = false;
  const onSignal = (): void => {
    if (asked) process.exit(130);
    asked = true;
    process.stderr.write('\ncancelling … (again to end at once)\n');
    for (const job of [...started].reverse()) void jobs.cancel(job.jobId);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}
