import type { SqlValue } from '../store/block-column.ts';
import type { LoadedColumn } from './load-column.ts';
import { numberRecords } from './number-keys.ts';
import { blankRecords, sortRecords, type OnShare, type Records } from './radix.ts';
import { sortTexts } from './text-sort.ts';

export interface SortBy {
  column: LoadedColumn;
  descending: boolean;
  nulls: 'first' | 'last';
}

/** Sorts row numbers in place, by the first key first. Stable. Text goes by its bytes, as SQLite's BINARY does. */
export function sortRows(rows: Uint32Array, by: readonly SortBy[], onShare: OnShare = () => {}): void {
  by.toReversed().forEach((key, index) => sortByOne(rows, key, share => onShare((index + share) / by.length)));
}

function sortByOne(rows: Uint32Array, { column, descending, nulls }: SortBy, onShare: OnShare): void {
  const values = apartFromNulls(rows, column, nulls);
  switch (column.type) {
    case 'numbers':
    case 'bigs':
      sortAll(numberRecords(values, column.values, descending), onShare);
      return;
    case 'bytes':
      sortTexts(values, column, descending, onShare);
      return;
    case 'values': {
      const sign = descending ? -1 : 1;
      const all = column.values;
      values.sort((a, b) => sign * compareValues(all[a] ?? null, all[b] ?? null));
    }
  }
}

const sortAll = (records: Records, onShare: OnShare): void =>
  sortRecords(records, blankRecords(records.rows.length), { from: 0, to: records.rows.length }, onShare);

/** Moves nulls to their end, in their order, and gives the part that is left. */
function apartFromNulls(rows: Uint32Array, { valid }: LoadedColumn, nulls: 'first' | 'last'): Uint32Array {
  if (valid === null) return rows;
  const absent = new Uint32Array(rows.length);
  let present = 0;
  let missing = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    if (valid[row] === 0) absent[missing++] = row;
    else rows[present++] = row;
  }
  if (nulls === 'first') rows.copyWithin(missing, 0, present);
  rows.set(absent.subarray(0, missing), nulls === 'first' ? 0 : present);
  return nulls === 'first' ? rows.subarray(missing) : rows.subarray(0, present);
}

/** SQLite's order between kinds: numbers, then text, then blobs. */
export function compareValues(a: SqlValue, b: SqlValue): number {
  const ranks = rank(a) - rank(b);
  if (ranks !== 0 || a === null || b === null) return ranks;
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

function rank(value: SqlValue): number {
  if (value === null) return 0;
  if (typeof value === 'string') return 2;
  return value instanceof Uint8Array ? 3 : 1;
}
