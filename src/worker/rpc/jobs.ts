import type { JobEvent } from '../../shared/rpc/jobs.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { eventQueue } from '../../shared/event-queue.ts';
import type { LakeChange } from './open-lake.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
const ENDED = new Set(['succeeded', 'failed', 'cancelled']);

export function jobCalls(os: WorkerImplementer['jobs'], { holder }: WorkerProcess) {
  const jobs = () => holder.current().jobs;
  return {
    list: os.list.handler(({ input }) =>
      jobs()
        .list({
          limit: input.kinds === undefined && input.beforeJobId === undefined ? input.limit : 10_000,
          ...(input.states === undefined ? {} : { states: input.states }),
          ...(input.runId === undefined ? {} : { runId: input.runId }),
        })
        .filter(job => (input.kinds?.includes(job.kind) ?? true) && job.jobId < (input.beforeJobId ?? Infinity))
        .slice(0, input.limit),
    ),
    get: os.get.handler(({ input }) => jobs().get(input.jobId)),
    logs: os.logs.handler(({ input }) => {
      const least = LEVELS.indexOf(input.level);
      return jobs()
        .logs(input.jobId)
        .filter(line => LEVELS.indexOf(line.level) >= least)
        .slice(-input.limit);
    }),
    start: os.start.handler(async ({ input }) => {
      const [job] = await jobs().start({
        title: input.title ?? input.kind,
        trigger: 'app',
        jobs: [{ kind: input.kind, title: input.title ?? input.kind, params: input.params }],
      });
      if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
      return job;
    }),
    cancel: os.cancel.handler(async ({ input }) => {
      await jobs().cancel(input.jobId);
      return { ok: true as const };
    }),
    retry: os.retry.handler(({ input }) => jobs().retry(input.jobId)),
    watch: os.watch.handler(({ input, signal }) =>
      watch(
        job => job === input.jobId,
        () => [input.jobId],
        signal,
      ),
    ),
    watchRun: os.watchRun.handler(({ input, signal }) => {
      const ofRun = (): number[] =>
        jobs()
          .list({ runId: input.runId, limit: 1000 })
          .map(job => job.jobId)
          .reverse();
      return watch(job => ofRun().includes(job), ofRun, signal);
    }),
  };

  /** Jobs as they are, their logs so far, then every change until all of them have ended. */
  async function* watch(
    wanted: (jobId: number) => boolean,
    all: () => number[],
    signal: AbortSignal | undefined,
  ): AsyncGenerator<JobEvent> {
    const changes = eventQueue<LakeChange>(signal);
    const stop = holder.onChange(changes.push);
    const shown = new Map<number, number>();
    try {
      for (const jobId of all()) yield* stateOf(jobId, shown);
      if (allEnded(all())) return;
      for await (const change of changes.events) {
        if ((change.kind !== 'job' && change.kind !== 'log') || !wanted(change.jobId)) continue;
        yield* change.kind === 'job' ? stateOf(change.jobId, shown) : newLines(change.jobId, shown);
        if (change.kind === 'job' && allEnded(all())) return;
      }
    } finally {
      stop();
    }
  }

  function* stateOf(jobId: number, shown: Map<number, number>): Generator<JobEvent> {
    yield* newLines(jobId, shown);
    yield { kind: 'job', job: jobs().get(jobId) };
  }

  function* newLines(jobId: number, shown: Map<number, number>): Generator<JobEvent> {
    for (const { logId, ...line } of jobs().logs(jobId, shown.get(jobId) ?? 0)) {
      shown.set(jobId, logId);
      yield { kind: 'log', line };
    }
  }

  function allEnded(jobIds: readonly number[]): boolean {
    return jobIds.every(jobId => ENDED.has(jobs().get(jobId).state));
  }
}
