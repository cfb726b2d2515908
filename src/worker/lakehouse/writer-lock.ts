import Database from 'better-sqlite3';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { TracklakeError } from '../../shared/errors.ts';

export interface WriterLock {
  release(): void;
}

/**
 * Exactly one writer per lakehouse. The lock is an exclusive transaction on a small SQLite file beside it, so the
 * operating system drops it when its process dies, however it dies. Who holds it stands in a text file beside that.
 */
export function takeWriterLock(lakePath: string): WriterLock {
  const db = new Database(`${lakePath}-writer`, { timeout: 0 });
  const note = `${lakePath}-writer.txt`;
  try {
    db.pragma('journal_mode = DELETE');
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    throw new TracklakeError(
      'locked',
      `${lakePath}: ${holderIn(note)} is writing this lakehouse`,
      { file: lakePath, hint: 'close it, or wait for its job to end' },
      { cause: error },
    );
  }
  try {
    writeFileSync(note, `${process.pid} ${new Date().toISOString()} ${program()}\n`);
  } catch {
    // the lock holds without: on a full disk nobody is told by whom
  }
  return {
    release() {
      if (!db.open) return;
      rmSync(note, { force: true });
      db.exec('rollback');
      db.close();
    },
  };
}

/** The command that a person gave, or the workbench, whose worker opens the lakehouse. */
function program(): string {
  const [, file = '', command = ''] = process.argv;
  return /tracklake|cli/.test(file) ? `tracklake ${command}`.trim() : 'the workbench';
}

/** `tracklake build (process 4711, since 09:14 UTC)`: what its holder wrote. */
function holderIn(note: string): string {
  try {
    const [, pid, since, by] = /^(\d+) (\S+) (.+)\n$/.exec(readFileSync(note, 'utf8')) ?? [];
    if (pid !== undefined && since !== undefined) return `${by} (process ${pid}, since ${since.slice(11, 16)} UTC)`;
  } catch {
    // an older version holds it, or has only just taken it
  }
  return 'another process';
}
