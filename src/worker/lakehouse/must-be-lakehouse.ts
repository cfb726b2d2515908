import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { TracklakeError } from '../../shared/errors.ts';

/**
 * Throws unless the file is a lakehouse, empty, or not there: opening for writing sets WAL and makes tables, which nobody
 * wants in the database of another program. SQLite reads it, never we: closing a file of ours would drop the locks on it.
 */
export function mustBeLakehouse(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && found.size === 0)) return;
  if (!found.isFile()) throw new TracklakeError('bad_input', `${file} is a folder, not a lakehouse`, { file });
  const tables = tablesOf(file);
  if (tables.length === 0 || tables.includes('lake_meta')) return;
  throw new TracklakeError('bad_input', `${file} is an SQLite database, but not a lakehouse`, {
    file,
    hint: 'its tables can be imported into one',
  });
}

function tablesOf(file: string): string[] {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare(`select name from sqlite_schema where type = 'table'`).pluck().all() as string[];
  } catch (error) {
    if (!isNotSqlite(error)) return ['lake_meta']; // damaged, or busy with recovery: opening says what is wrong
    throw new TracklakeError('corrupt', `${file} is not a lakehouse: it does not begin as an SQLite file does`, {
      file,
    });
  } finally {
    db.close();
  }
}

const isNotSqlite = (error: unknown): boolean =>
  error instanceof Database.SqliteError && error.code === 'SQLITE_NOTADB';
