import { parentPort, workerData } from 'node:worker_threads';
import { TracklakeError } from '../../shared/errors.ts';
import { inSpan, startTracing } from '../../shared/trace/tracing.ts';
import { openLakehouse } from '../lakehouse/open.ts';
import { traceStatements } from '../observe/trace-statements.ts';
import type { JobBodies } from './bodies.ts';
import { cancelToken } from './context.ts';
import type { ChoreMessage, FromThread, JobMessage, ToThread } from './messages.ts';
import { narrate } from './narrate.ts';
import { throttled } from './progress.ts';

/** The thread that long work runs in: it holds the writing connection and does one job after another. */
const { lakePath, bodiesUrl } = workerData as { lakePath: string; bodiesUrl: string };
const { bodies } = (await import(bodiesUrl)) as { bodies: JobBodies };
const lake = openLakehouse(lakePath, { lock: 'held by this process' });
const port = parentPort;
if (port === null) throw new Error('job-thread runs as a worker thread only');
/** Imports run millions of statements; the ones that take no time tell nothing. */
const TRACED_MS = 1;
const tell = (message: FromThread): void => port.postMessage(message);

if (process.env['TRACKLAKE_TRACES']) {
  const { AsyncLocalStorage } = await import('node:async_hooks');
  await startTracing({ process: 'job', around: new AsyncLocalStorage(), sink: span => tell({ type: 'span', span }) });
  traceStatements(lake.db, TRACED_MS);
}

let last: Promise<void> = Promise.resolve();
port.on('message', (message: ToThread) => {
  last = last.then(() => handle(message));
});
tell({ type: 'ready' });

function handle(message: ToThread): Promise<void> | void {
  switch (message.type) {
    case 'job':
      return work(message);
    case 'chore':
      return doChore(message);
    case 'close':
      lake.close();
      port?.close();
  }
}

async function doChore({ choreId, chore }: ChoreMessage): Promise<void> {
  try {
    const { drainLog, loadEvents } = await import('../stream/drain.ts');
    const context = { runId: 'live', now: () => new Date() };
    const result =
      chore.kind === 'drain'
        ? drainLog(lake, chore.folder, chore.end, context)
        : loadEvents(lake, chore.batch, context);
    tell({ type: 'chore done', choreId, result });
  } catch (error) {
    tell({ type: 'chore failed', choreId, message: asTracklakeError(error).message });
  }
}

const work = (message: JobMessage): Promise<void> =>
  inSpan(
    `job ${message.kind}`,
    { parent: message.traceparent, attributes: { run: message.runId, job: message.jobId } },
    () => doJob(message),
  );

async function doJob({ jobId, runId, kind, params, cancelWord }: JobMessage): Promise<void> {
  const { context, begun, succeeded, failed } = narrate({
    progress: throttled(progress => tell({ type: 'progress', jobId, progress })),
    log: (level, message) =>
      tell({ type: 'log', line: { runId, jobId, at: new Date().toISOString(), level, message } }),
    cancel: cancelToken(cancelWord),
    now: () => new Date(),
    runId,
  });
  begun(kind, params);
  try {
    const body = bodies[kind];
    if (body === undefined) throw new TracklakeError('unsupported', `no job of kind ${kind}`);
    const result = await body(lake, params, context);
    succeeded(result);
    tell({ type: 'done', jobId, result });
  } catch (error) {
    if (lake.db.inTransaction) lake.db.exec('rollback');
    failed(error);
    const { code, message } = asTracklakeError(error);
    tell({ type: 'failed', jobId, code, message, retryable: isPassing(error) });
  }
}

function asTracklakeError(error: unknown): TracklakeError {
  if (error instanceof TracklakeError) return error;
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new TracklakeError('internal', message);
}

/** Faults that the same job may not meet again a little later. */
function isPassing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return [
    'locked',
    'unreachable',
    'SQLITE_BUSY',
    'SQLITE_BUSY_SNAPSHOT',
    'EAGAIN',
    'EBUSY',
    'EMFILE',
    'EINTR',
  ].includes(code);
}
