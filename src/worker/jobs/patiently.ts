import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs a small write of the main thread without ever blocking it: while the job thread is inside a transaction,
 * it waits and tries again.
 */
export async function patiently<T>(write: () => T): Promise<T> {
  for (;;) {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
      await sleep(20);
    }
  }
}
