import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TracklakeError, type ErrorCode } from '../../shared/errors.ts';
import { optimise } from '../optimise.ts';
import type { FromServing, ServingAnswers, ServingTask } from './serving-thread.ts';

/** The serving thread from the outside; it starts with the first question. */
export interface ServingThread {
  ask<K extends ServingTask['kind']>(
    lakePath: string,
    task: Extract<ServingTask, { kind: K }>,
  ): Promise<ServingAnswers[K]>;
}

interface Caller {
  resolve(answer: ServingAnswers[keyof ServingAnswers]): void;
  reject(error: Error): void;
}

/** The thread goes, and the models with it, when nobody has asked for this long. */
const IDLE_MS = 10 * 60_000;

export function servingThread(): ServingThread {
  const waiting = new Map<number, Caller>();
  let worker: Worker | undefined;
  let path = '';
  let asked = 0;
  let idle: NodeJS.Timeout | undefined;

  function start(lakePath: string): Worker {
    optimise();
    const started = new Worker(new URL(`./serving-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: { lakePath },
    });
    started.on('message', (message: FromServing) => {
      const caller = waiting.get(message.id);
      waiting.delete(message.id);
      if ('answer' in message) caller?.resolve(message.answer);
      else
        caller?.reject(
          new TracklakeError(message.failure.code as ErrorCode, message.failure.message, message.failure.details),
        );
    });
    started.once('error', error => giveUp(started, error));
    started.unref();
    return started;
  }

  function giveUp(on: Worker | undefined, error: Error): void {
    if (worker !== on) return;
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  function stop(): void {
    const stopped = worker;
    giveUp(stopped, new TracklakeError('cancelled', 'another lakehouse was opened'));
    void stopped?.terminate();
  }

  return {
    ask<K extends ServingTask['kind']>(lakePath: string, task: Extract<ServingTask, { kind: K }>) {
      if (lakePath !== path) stop();
      path = lakePath;
      worker ??= start(lakePath);
      clearTimeout(idle);
      idle = setTimeout(stop, IDLE_MS);
      idle.unref();
      asked += 1;
      const id = asked;
      return new Promise<ServingAnswers[K]>((resolve, reject) => {
        waiting.set(id, { resolve: answer => resolve(answer as ServingAnswers[K]), reject });
        worker?.postMessage({ id, task });
      });
    },
  };
}
