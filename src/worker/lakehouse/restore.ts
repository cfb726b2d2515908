import { copyFileSync, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import type { Backup } from './backup.ts';
import { syncFile, syncFolder } from './durable.ts';
import { hashFile } from './staging.ts';
import { takeWriterLock } from './writer-lock.ts';

/**
 * Puts a backup in the lakehouse's place; nobody may have it open. What was there stays beside it under a name of its own,
 * which is returned; null: there was nothing. Throws `corrupt` when the backup is not what was written, and touches nothing.
 */
export function restoreBackup(lakePath: string, backup: Backup, now: Date): string | null {
  const found = hashFile(backup.path);
  if (found !== backup.sha256)
    throw new TracklakeError('corrupt', `${backup.path} is not what was written: take an older backup`, {
      file: backup.path,
    });
  const lock = takeWriterLock(lakePath);
  try {
    const fresh = `${lakePath}-restoring`;
    rmSync(fresh, { force: true });
    copyFileSync(backup.path, fresh);
    syncFile(fresh);
    const damaged = `${lakePath}-damaged-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
    const wasThere = existsSync(lakePath);
    if (wasThere) linkSync(lakePath, damaged);
    // a log of the old file would be played into the new one
    if (existsSync(`${lakePath}-wal`)) renameSync(`${lakePath}-wal`, `${damaged}-wal`);
    rmSync(`${lakePath}-shm`, { force: true });
    renameSync(fresh, lakePath);
    syncFolder(dirname(lakePath));
    return wasThere ? damaged : null;
  } finally {
    lock.release();
  }
}
