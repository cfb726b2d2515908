import { extname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

export interface TableSizes {
  /**
   * Bytes of each table with its indexes, as of a snapshot. Counting takes seconds in a lakehouse of gigabytes, so it is
   * done in a thread of its own, once for each snapshot; what takes longer than a moment is there at the next question.
   */
  of(lakePath: string, snapshotId: number): Promise<ReadonlyMap<string, number>>;
}

const MOMENT_MS = 400;
const NONE: ReadonlyMap<string, number> = new Map();

export function tableSizes(): TableSizes {
  let counted = '';
  let counting: Promise<ReadonlyMap<string, number>> = Promise.resolve(NONE);
  return {
    of(lakePath, snapshotId) {
      const wanted = `${lakePath} ${snapshotId}`;
      if (wanted !== counted) {
        counted = wanted;
        counting = count(lakePath).catch(() => {
          counted = '';
          return NONE;
        });
      }
      return Promise.race([counting, sleep(MOMENT_MS, NONE, { ref: false })]);
    },
  };
}

function count(lakePath: string): Promise<ReadonlyMap<string, number>> {
  const module = new URL(`./sizes-thread${extname(import.meta.url)}`, import.meta.url);
  return new Promise((resolve, reject) => {
    const thread = new Worker(module, { workerData: { lakePath } });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread said nothing')));
    thread.unref();
  });
}
