import { randomUUID } from 'node:crypto';
import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Job, JobLogLine, JobState } from '../../shared/domain/jobs.ts';
import type { TimedProgress } from '../../shared/domain/progress.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { SpanRecord } from '../../shared/trace/span-record.ts';
import { currentTraceparent } from '../../shared/trace/tracing.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { optimise } from '../optimise.ts';
import type { DrainSummary } from '../stream/drain.ts';
import { jobLog } from './job-log.ts';
import type { Chore, FromThread, ToThread } from './messages.ts';
import { patiently } from './patiently.ts';
import { timedProgress } from './progress.ts';
import { jobStore, type JobRequest, type StoredJob } from './store.ts';

export type JobEvent =
  | { type: 'state'; job: Job }
  | { type: 'progress'; jobId: number; runId: string; progress: TimedProgress }
  | { type: 'log'; line: JobLogLine }
  | { type: 'span'; span: SpanRecord };

export interface RunRequest {
  title: string;
  /** Who asked: app, command line, schedule, folder. */
  trigger: string;
  /** The name of the pipeline that it is a run of. */
  pipeline?: string;
  /** Done in this order; when one fails, those that need it are cancelled. */
  jobs: readonly JobRequest[];
}

/** The queue of a lakehouse: one job at a time in one thread, its states and logs kept as rows. */
export interface Jobs {
  /** Resolves when the jobs are stored, not when they are done. */
  start(run: RunRequest): Promise<Job[]>;
  /** Resolves when no job of the run is queued or running any more. */
  finished(runId: string): Promise<Job[]>;
  cancel(jobId: number): Promise<void>;
  /** Queues it again, with the jobs that were cancelled because of it: a run goes on from its failed step. */
  retry(jobId: number): Promise<Job>;
  get(jobId: number): Job;
  list(options?: { limit?: number; states?: readonly JobState[]; runId?: string }): Job[];
  logs(jobId: number, afterLogId?: number): (JobLogLine & { logId: number })[];
  subscribe(listener: (event: JobEvent) => void): () => void;
  /** Takes live events into bronze, in the job thread, between jobs. */
  chore(chore: Chore): Promise<DrainSummary>;
  /** Asks the running job to end, then closes the thread. The lakehouse stays open. */
  close(): Promise<void>;
}

export interface JobsOptions {
  /** What becomes of jobs that were running when their process died: done again, or marked as failed. */
  interrupted: 'resume' | 'fail';
  /** Pauses before the second, third, … attempt at what can be retried, in milliseconds. */
  backoff?: readonly number[];
  /** The module whose `bodies` the thread runs; tests bring their own. */
  bodiesUrl?: URL;
}

interface Running {
  job: StoredJob;
  /** Shared with the job thread; 1 asks the job to end. */
  word: Int32Array;
  timed: ReturnType<typeof timedProgress>;
  progress: TimedProgress | null;
  timedOut: boolean;
}

const MOST_ATTEMPTS_AFTER_A_CRASH = 3;

/** `lake` is the writable lakehouse of this process; the job thread opens a second connection to it. */
export function openJobs(
  lake: Lakehouse,
  { interrupted, backoff = [500, 2000], bodiesUrl = moduleUrl('bodies') }: JobsOptions,
): Jobs {
  const store = jobStore(lake.db);
  const log = jobLog(store, line => emit({ type: 'log', line }));
  const chores = new Map<number, PromiseWithResolvers<DrainSummary>>();
  let nextChore = 1;
  const listeners = new Set<(event: JobEvent) => void>();
  const asked = new Map<string, string>(); // the span that asked for a run, while traces are recorded
  let running: Running | undefined;
  let thread: Worker | undefined;
  let closing = false;

  lake.db.pragma('busy_timeout = 0'); // this thread never waits inside SQLite; "patiently" waits outside
  takeUpInterrupted();
  void pump();

  function takeUpInterrupted(): void {
    for (const job of store.list({ states: ['running'] })) {
      if (interrupted === 'resume' && job.attempt < MOST_ATTEMPTS_AFTER_A_CRASH) {
        store.requeue(job.jobId);
        note(job, `resumed: its process ended during attempt ${job.attempt}`);
      } else {
        fail(job, { code: 'internal', message: `interrupted: its process ended during attempt ${job.attempt}` });
      }
    }
  }

  async function pump(): Promise<void> {
    if (running !== undefined || closing) return;
    const next = store.list({ states: ['queued'], limit: 10_000 }).at(-1);
    if (next === undefined) return;
    const word = new Int32Array(new SharedArrayBuffer(4));
    running = { job: next, word, timed: timedProgress(), progress: null, timedOut: false };
    await patiently(() => store.begin(next.jobId));
    emitState(next.jobId);
    const message: ToThread = {
      type: 'job',
      jobId: next.jobId,
      runId: next.runId,
      kind: next.kind,
      params: next.params,
      cancelWord: word,
      traceparent: asked.get(next.runId) ?? null,
    };
    (thread ??= startThread()).postMessage(message);
    if (next.timeoutSeconds !== null) endAfter(running, next.timeoutSeconds);
  }

  function endAfter(work: Running, seconds: number): void {
    setTimeout(() => {
      if (running !== work) return;
      work.timedOut = true;
      Atomics.store(work.word, 0, 1);
    }, seconds * 1000).unref();
  }

  function startThread(): Worker {
    optimise();
    const worker = new Worker(moduleUrl('job-thread'), {
      workerData: { lakePath: lake.path, bodiesUrl: bodiesUrl.href },
    });
    worker.on('message', (message: FromThread) => void hear(message).catch(unheard));
    worker.on('error', error => void threadDied(worker, error));
    worker.on('exit', code => void threadDied(worker, new Error(`the job thread ended with code ${code}`)));
    return worker;
  }

  async function hear(message: FromThread): Promise<void> {
    if (message.type === 'chore done' || message.type === 'chore failed') return settleChore(message);
    if (message.type === 'log') return log.add(message.line);
    if (message.type === 'span') return emit(message);
    if (message.type === 'ready' || running?.job.jobId !== message.jobId) return;
    const { job } = running;
    switch (message.type) {
      case 'progress': {
        const progress = running.timed(message.progress);
        running.progress = progress;
        emit({ type: 'progress', jobId: job.jobId, runId: job.runId, progress });
        return;
      }
      case 'done':
        return settle(() => store.end(job.jobId, 'succeeded', { result: message.result }));
      case 'failed':
        if (message.code === 'cancelled' && closing) return settle(() => store.requeue(job.jobId));
        if (message.code === 'cancelled' && running.timedOut) {
          const after = `timed out after ${String(job.timeoutSeconds)} s`;
          return settle(() => fail(job, { code: 'limit', message: after }));
        }
        if (message.code === 'cancelled')
          return settle(() => stopRun(job, 'cancelled', { code: 'cancelled', message: message.message }));
        if (message.retryable && job.attempt < (job.retries ?? backoff.length)) return retryLater(job, message.message);
        return settle(() => fail(job, { code: message.code, message: message.message }));
    }
  }

  /** What can't be written down fails its job, and never the process. */
  async function unheard(error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    const job = running?.job;
    if (job !== undefined) await settle(() => fail(job, { code: 'internal', message }));
  }

  async function retryLater(job: StoredJob, why: string): Promise<void> {
    const pause = backoff[job.attempt] ?? backoff.at(-1) ?? 0;
    note(job, `attempt ${job.attempt + 1} failed, next in ${pause} ms: ${why}`);
    await log.stored();
    await patiently(() => store.requeue(job.jobId));
    await sleep(pause);
    running = undefined;
    emitState(job.jobId);
    await pump();
  }

  /** Ends the running job with `write`, tells everyone, and takes the next. */
  async function settle(write: () => void): Promise<void> {
    const ended = running?.job;
    const progress = running?.progress ?? null;
    await log.stored();
    await patiently(() => {
      if (ended !== undefined && progress !== null) store.saveProgress(ended.jobId, progress);
      write();
    });
    running = undefined;
    if (ended !== undefined) emitState(ended.jobId);
    await pump();
  }

  function note({ runId, jobId }: Job, message: string): void {
    log.add({ runId, jobId, at: new Date().toISOString(), level: 'warn', message });
  }

  function fail(job: Job, error: NonNullable<Job['error']>): void {
    stopRun(job, 'failed', error);
  }

  function stopRun(job: Job, state: 'failed' | 'cancelled', error: NonNullable<Job['error']>): void {
    const reason = `not begun: "${job.title}" ${state === 'failed' ? 'failed' : 'was cancelled'} before it`;
    const dropped = store.cancelDependents(job.jobId, reason);
    store.end(job.jobId, state, { error });
    dropped.forEach(emitState);
  }

  function settleChore(message: Extract<FromThread, { choreId: number }>): void {
    const waiting = chores.get(message.choreId);
    chores.delete(message.choreId);
    if (message.type === 'chore done') waiting?.resolve(message.result);
    else waiting?.reject(new TracklakeError('internal', message.message));
  }

  async function threadDied(worker: Worker, error: Error): Promise<void> {
    if (thread !== worker) return;
    thread = undefined;
    for (const { reject } of chores.values()) reject(error);
    chores.clear();
    const job = running?.job;
    if (job !== undefined && closing) running = undefined;
    else if (job !== undefined) await settle(() => fail(job, { code: 'internal', message: error.message }));
  }

  function emit(event: JobEvent): void {
    for (const listener of listeners) listener(event);
  }

  function emitState(jobId: number): void {
    emit({ type: 'state', job: getJob(jobId) });
  }

  function getJob(jobId: number): Job {
    const job = store.get(jobId);
    if (job === undefined) throw new TracklakeError('not_found', `no job ${jobId}`);
    return withLiveProgress(job);
  }

  const withLiveProgress = (job: Job): Job =>
    running?.job.jobId === job.jobId ? { ...job, progress: running.progress } : job;

  return {
    async start({ title, trigger, jobs, pipeline }) {
      const runId = `run-${randomUUID()}`;
      const traceparent = currentTraceparent();
      if (traceparent !== null) asked.set(runId, traceparent);
      const added = await patiently(() => store.addRun({ runId, trigger, title, pipeline }, jobs));
      added.forEach(job => emit({ type: 'state', job }));
      void pump();
      return added;
    },
    async finished(runId) {
      const open = (): boolean => store.list({ runId, states: ['queued', 'running'], limit: 1 }).length > 0;
      if (open()) {
        await new Promise<void>(resolve => {
          const stop = this.subscribe(event => {
            if (event.type !== 'state' || open()) return;
            stop();
            resolve();
          });
        });
      }
      return store.list({ runId }).reverse();
    },
    async cancel(jobId) {
      const job = getJob(jobId);
      if (running?.job.jobId === jobId) Atomics.store(running.word, 0, 1);
      else if (job.state === 'queued') {
        await patiently(() => stopRun(job, 'cancelled', { code: 'cancelled', message: 'cancelled before it began' }));
        emitState(jobId);
      }
    },
    async retry(jobId) {
      const job = getJob(jobId);
      if (job.state !== 'failed' && job.state !== 'cancelled')
        throw new TracklakeError('conflict', `job ${jobId} is ${job.state}`);
      const again = await patiently(() => {
        store.requeue(jobId);
        return [jobId, ...store.requeueDependents(jobId)];
      });
      again.forEach(emitState);
      void pump();
      return getJob(jobId);
    },
    get: getJob,
    list: options => store.list(options).map(withLiveProgress),
    logs: (jobId, afterLogId) => store.logs(jobId, afterLogId),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    chore(chore) {
      const waiting = Promise.withResolvers<DrainSummary>();
      const choreId = nextChore++;
      chores.set(choreId, waiting);
      (thread ??= startThread()).postMessage({ type: 'chore', choreId, chore } satisfies ToThread);
      return waiting.promise;
    },
    async close() {
      closing = true;
      if (running !== undefined) Atomics.store(running.word, 0, 1);
      const worker = thread;
      if (worker === undefined) return log.stored();
      const gone = new Promise<void>(resolve => worker.once('exit', () => resolve()));
      worker.postMessage({ type: 'close' } satisfies ToThread);
      await gone;
      while (running !== undefined) await sleep(5);
      await log.stored();
    },
  };
}

/** A module beside this one, whether this runs from source or from a bundle. */
const moduleUrl = (name: string): URL => new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
