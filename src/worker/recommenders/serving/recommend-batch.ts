import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import type { Id } from '../recommender.ts';
import type { FromBatch } from './batch-thread.ts';
import type { RecommendationList, RecommendRequest } from './open-serving.ts';

export interface BatchRequest extends Omit<RecommendRequest, 'userId' | 'seedTrackId' | 'session' | 'sessionOf'> {
  /** The served one by default. */
  modelId?: string;
}

export interface BatchOptions {
  userIds: readonly Id[];
  request: BatchRequest;
  threads?: number;
}

const BLOCK = 64;
/** Blocks that are asked for ahead of the reader, for each thread. */
const AHEAD = 2;

/**
 * Lists for many users, in the order of `userIds`, from several threads that each hold the model; memory does not grow
 * with the number of users. Ends its threads when the reader stops early.
 */
export async function* recommendBatch(
  lakePath: string,
  { userIds, request, threads = 2 }: BatchOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): AsyncGenerator<RecommendationList> {
  const workers = Array.from(
    { length: Math.min(threads, Math.ceil(userIds.length / BLOCK)) },
    () => new BatchWorker(lakePath, request),
  );
  const blocks = Math.ceil(userIds.length / BLOCK);
  const pending: Promise<RecommendationList[]>[] = [];
  let asked = 0;
  try {
    for (let block = 0; block < blocks; block += 1) {
      context.cancel.throwIfRequested();
      for (; asked < Math.min(blocks, block + workers.length * AHEAD); asked += 1) {
        const answer = workers[asked % workers.length]?.ask(userIds.slice(asked * BLOCK, (asked + 1) * BLOCK));
        if (answer !== undefined) pending.push(answer);
      }
      context.progress({ stage: 'recommending', done: block * BLOCK, total: userIds.length, unit: 'users' });
      yield* (await pending.shift()) ?? [];
    }
  } finally {
    await Promise.allSettled(pending);
    await Promise.all(workers.map(worker => worker.end()));
  }
}

/** A thread that answers blocks in the order they were asked. */
class BatchWorker {
  private readonly worker: Worker;
  private readonly waiting: { resolve(lists: RecommendationList[]): void; reject(error: Error): void }[] = [];

  private failure: Error | null = null;

  constructor(lakePath: string, request: BatchRequest) {
    this.worker = new Worker(new URL(`./batch-thread${extname(import.meta.url)}`, import.meta.url), {
      workerData: { lakePath, request },
    });
    this.worker.on('message', (message: FromBatch) => {
      const caller = this.waiting.shift();
      if ('lists' in message) caller?.resolve(message.lists);
      else caller?.reject(new TracklakeError(message.failure.code, message.failure.message));
    });
    this.worker.on('error', error => this.giveUp(error));
  }

  ask(userIds: readonly Id[]): Promise<RecommendationList[]> {
    if (this.failure !== null) return Promise.reject(this.failure);
    const answer = new Promise<RecommendationList[]>((resolve, reject) => this.waiting.push({ resolve, reject }));
    answer.catch(() => {}); // the reader hears of it when it comes to this block
    this.worker.postMessage(userIds);
    return answer;
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }

  private giveUp(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    this.failure = reason;
    for (const { reject } of this.waiting.splice(0)) reject(reason);
  }
}
