import Database from 'better-sqlite3';
import { statSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';
import type { SourceObject } from '../load/object-records.ts';
import { BATCH_ROWS, type TableRow, type TableSource } from './table-source.ts';

/** The stored tables of a SQLite file. Of another lakehouse, its bronze tables. Throws `bad_input` where it is damaged. */
export function sqliteTables(path: string): string[] {
  const db = openForReading(path);
  try {
    const names = db
      .prepare(
        `select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite\\_%' escape '\\'
         order by name`,
      )
      .pluck()
      .all() as string[];
    return names.includes('lake_meta') ? names.filter(name => name.startsWith('lake_bronze_')) : names;
  } catch (error) {
    throw damaged(error);
  } finally {
    db.close();
  }
}

/** Refuses a database whose newest rows are in a write-ahead log beside it, because a copy of the file lacks them. */
export function refuseOpenLog(path: string): void {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  throw new TracklakeError('bad_input', 'its newest rows are still in the -wal file beside it', {
    hint: 'close the program that uses it, then import again',
  });
}

/** Opens one stored table. Generated columns are not read: they would run the file's own expressions. */
export function openSqliteTable(path: string, table: string): TableSource {
  const db = openForReading(path);
  try {
    const fields = db
      .prepare('select name from pragma_table_xinfo(?) where hidden = 0 order by cid')
      .pluck()
      .all(table) as string[];
    const size = Number(
      db
        .prepare(`select count(*) from ${quoted(table)}`)
        .pluck()
        .get(),
    );
    const rows = db
      .prepare(`select ${fields.map(quoted).join(', ')} from ${quoted(table)}`)
      .safeIntegers()
      .iterate() as IterableIterator<SourceObject>;
    let position = 0;
    let ended = false;
    const batch = function* (): Generator<TableRow> {
      for (let n = 0; n < BATCH_ROWS; n += 1) {
        const { done, value } = nextRow(rows);
        ended = done === true;
        if (done === true) return;
        yield { number: (position += 1), object: value };
      }
    };
    return {
      fields,
      size,
      get position() {
        return position;
      },
      next() {
        return Promise.resolve(ended ? undefined : batch());
      },
      close() {
        rows.return?.();
        db.close();
      },
    };
  } catch (error) {
    db.close();
    throw damaged(error);
  }
}

function nextRow(rows: IterableIterator<SourceObject>): IteratorResult<SourceObject, undefined> {
  try {
    return rows.next() as IteratorResult<SourceObject, undefined>;
  } catch (error) {
    throw damaged(error);
  }
}

function openForReading(path: string): Database.Database {
  try {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    db.pragma('trusted_schema = 0');
    db.pragma('cell_size_check = 1');
    db.pragma('mmap_size = 0');
    return db;
  } catch (error) {
    throw damaged(error);
  }
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function damaged(error: unknown): TracklakeError {
  const why = error instanceof Error ? error.message : String(error);
  return new TracklakeError('bad_input', `the SQLite file can't be read: ${why}`, {}, { cause: error });
}
