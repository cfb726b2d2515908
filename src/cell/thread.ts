import { extname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { TracklakeError, type ErrorCode } from '../shared/errors.ts';
import { inSpan } from '../shared/trace/tracing.ts';
import type { Answers, Task, ThreadMessage } from './messages.ts';

/** The thread that SQLite runs in, from the outside. */
export interface QueryThread {
  /** Does one task after another; the first starts the thread. `onMessage` hears what comes before the answer. */
  ask<K extends Task['kind']>(
    task: Extract<Task, { kind: K }>,
    onMessage?: (message: ThreadMessage) => void,
  ): Promise<Answers[K]>;
}

const TICK_MS = 100;

export function startThread(cacheFolder: string): QueryThread {
  const tick = new Int32Array(new SharedArrayBuffer(4));
  const module = new URL(`./query-thread${extname(import.meta.url)}`, import.meta.url);
  let worker: Worker | undefined;
  let current: ((message: ThreadMessage) => void) | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  /** A process in reserve has no thread yet: it would be a seventh of what the app holds while nobody asks anything. */
  function start(): Worker {
    optimise();
    const started = new Worker(module, { workerData: { cacheFolder, tick } });
    started.on('message', (message: ThreadMessage) => current?.(message));
    started.once('error', error => {
      worker = undefined;
      current?.({ type: 'failed', code: 'internal', message: error.message, details: {} });
    });
    return started;
  }

  function once<K extends Task['kind']>(
    task: Extract<Task, { kind: K }>,
    onMessage: (message: ThreadMessage) => void,
  ): Promise<Answers[K]> {
    const ticking = setInterval(() => Atomics.add(tick, 0, 1), TICK_MS);
    return new Promise<Answers[K]>((resolve, reject) => {
      current = message => {
        if (message.type === 'done') resolve(message.answer as Answers[K]);
        else if (message.type === 'failed')
          reject(new TracklakeError(message.code as ErrorCode, message.message, message.details));
        else onMessage(message);
      };
      worker ??= start();
      worker.postMessage(task);
    }).finally(() => clearInterval(ticking));
  }

  return {
    ask(task, onMessage = () => {}) {
      const sql = 'sql' in task ? task.sql : task.kind;
      const attributes = { 'db.system': 'sqlite', 'db.statement': sql };
      const answer = queue.then(() => inSpan('sql', { attributes }, () => once(task, onMessage)));
      queue = answer.catch(() => {});
      return answer;
    },
  };
}

/** The launcher has a process start without optimising. A thread is born as its process is then: too late for it to begin in the thread's work. */
function optimise(): void {
  for (const flag of ['--opt', '--maglev', '--max-semi-space-size=0']) setFlagsFromString(flag);
}
