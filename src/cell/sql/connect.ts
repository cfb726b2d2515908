import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { TracklakeError } from '../../shared/errors.ts';
import { addFunctions } from './functions.ts';

/** Longest text or blob that a cell may make or read. */
export const MOST_VALUE_BYTES = 64 * 1024 * 1024;

/** A fresh read-only connection with SQLite's own ceilings drawn in. */
export function connectReadOnly(lakePath: string): DatabaseSync {
  if (lakePath === '') throw new TracklakeError('not_found', 'no lakehouse is open');
  if (!existsSync(lakePath))
    throw new TracklakeError('not_found', `${lakePath}: there is no lakehouse`, { file: lakePath });
  const db = new DatabaseSync(lakePath, {
    readOnly: true,
    allowExtension: false,
    enableDoubleQuotedStringLiterals: false,
    defensive: true,
    timeout: 5000,
    limits: {
      attach: 0,
      length: MOST_VALUE_BYTES,
      sqlLength: 2_000_000,
      likePatternLength: 1000,
      vdbeOp: 5_000_000,
    },
  });
  db.exec(
    'pragma trusted_schema = off; pragma cell_size_check = on; pragma mmap_size = 0; pragma cache_size = -2000; pragma query_only = on',
  );
  addFunctions(db);
  return db;
}

/** The lakehouse's state that this connection sees; 0 for a file that is none. */
export function snapshotOf(db: DatabaseSync): number {
  try {
    const row = db.prepare('select max(snapshot_id) as id from lake_snapshots').get();
    return Number(row?.['id'] ?? 0);
  } catch {
    return 0;
  }
}
