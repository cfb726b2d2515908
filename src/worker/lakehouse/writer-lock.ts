import Database from 'better-sqlite3';
import { TracklakeError } from '../../shared/errors.ts';

export interface WriterLock {
  release(): void;
}

/**
 * Exactly one writer per lakehouse. The lock is an exclusive transaction on a small SQLite file beside it, so the
 * operating system drops it when its process dies, however it dies.
 */
export function takeWriterLock(lakePath: string): WriterLock {
  const db = new Database(`${lakePath}-writer`, { timeout: 0 });
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    throw new TracklakeError(
      'locked',
      `${lakePath}: another process is writing this lakehouse`,
      { file: lakePath, hint: 'close it, or wait for its job to end' },
      { cause: error },
    );
  }
  return {
    release() {
      if (!db.open) return;
      db.exec('rollback');
      db.close();
    },
  };
}
