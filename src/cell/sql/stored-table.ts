import type { DatabaseSync } from 'node:sqlite';
import { quoteIdentifier } from '../../shared/domain/notebook-sql.ts';
import { openStored, readSlice, type StoredResult } from '../store/reader.ts';
import { valueAt } from '../store/values.ts';

const ROWS_PER_INSERT = 50;

/** Makes a stored result readable as a temporary table of that name, which hides any relation of the same name. */
export function loadStoredTable(
  db: DatabaseSync,
  cacheFolder: string,
  name: string,
  resultId: string,
  fill: boolean,
): void {
  const stored = openStored(cacheFolder, resultId);
  try {
    const columns = uniqueNames(stored.columns.map(column => column.name)).map(quoteIdentifier);
    db.exec('pragma query_only = off; pragma temp_store = file');
    db.exec(`create temp table ${quoteIdentifier(name)} (${columns.join(', ')})`);
    if (fill) insertAll(db, name, columns.length, stored);
    db.exec('pragma query_only = on');
  } finally {
    stored.close();
  }
}

function insertAll(db: DatabaseSync, name: string, width: number, stored: StoredResult): void {
  const many = Math.max(1, Math.min(ROWS_PER_INSERT, Math.floor(30_000 / width)));
  const insert = (rows: number) => {
    const row = `(${new Array(width).fill('?').join(', ')})`;
    return db.prepare(`insert into temp.${quoteIdentifier(name)} values ${new Array(rows).fill(row).join(', ')}`);
  };
  const whole = insert(many);
  db.exec('begin');
  for (const batch of stored.batches) {
    const slices = batch.columns.map(chunk => readSlice(stored, chunk, 0, batch.rows));
    for (let from = 0; from < batch.rows; from += many) {
      const to = Math.min(batch.rows, from + many);
      const values = [];
      for (let row = from; row < to; row += 1) for (const slice of slices) values.push(valueAt(slice, row));
      (to - from === many ? whole : insert(to - from)).run(...values);
    }
  }
  db.exec('commit');
}

/** A table can't have a name twice, whatever its case; the second `n` becomes `n_2`. */
function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let unique = name;
    for (let n = 2; taken.has(unique.toLowerCase()); n += 1) unique = `${name}_${n}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}
