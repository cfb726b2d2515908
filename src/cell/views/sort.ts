import type { SqlValue } from '../store/block-column.ts';
import { isNull, type LoadedColumn } from './load-column.ts';
import { blankRecords, cut, numberRecords, radixSort, type Records } from './radix.ts';

export interface SortBy {
  column: LoadedColumn;
  descending: boolean;
  nulls: 'first' | 'last';
}

/** Sorts row numbers in place, by the first key first. Stable. Text goes by its bytes, as SQLite's BINARY does. */
export function sortRows(rows: Uint32Array, by: readonly SortBy[]): void {
  for (const key of by.toReversed()) sortByOne(rows, key);
}

function sortByOne(rows: Uint32Array, { column, descending, nulls }: SortBy): void {
  const values = apartFromNulls(rows, column, nulls);
  switch (column.type) {
    case 'numbers':
    case 'bigs':
      values.set(radixSort(numberRecords(values, column.values, descending), blankRecords(values.length)).rows);
      return;
    case 'bytes':
      sortBytes(values, column, descending);
      return;
    case 'values': {
      const sign = descending ? -1 : 1;
      const all = column.values;
      values.sort((a, b) => sign * compareValues(all[a] ?? null, all[b] ?? null));
    }
  }
}

/** Moves nulls to their end, in their order, and gives the part that is left. */
function apartFromNulls(rows: Uint32Array, column: LoadedColumn, nulls: 'first' | 'last'): Uint32Array {
  if (column.valid === null) return rows;
  const present = rows.filter(row => !isNull(column, row));
  const absent = rows.filter(row => isNull(column, row));
  rows.set(nulls === 'first' ? absent : present);
  rows.set(nulls === 'first' ? present : absent, nulls === 'first' ? absent.length : present.length);
  return nulls === 'first' ? rows.subarray(absent.length) : rows.subarray(0, present.length);
}

type BytesColumn = Extract<LoadedColumn, { type: 'bytes' }>;

const WORD = 8;
const SMALL = 64;

/** Eight bytes at a time: rows that are equal so far, and go on, are sorted among themselves by the next eight. */
function sortBytes(rows: Uint32Array, column: BytesColumn, descending: boolean): void {
  const whole = { ...blankRecords(rows.length), rows };
  const scratch = blankRecords(rows.length);
  const mayHoldZeros = column.bytes.includes(0);
  const stack = [{ from: 0, to: rows.length, depth: rows.length > SMALL ? commonPrefix(rows, column) : 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { from, to, depth } = next;
    const group = cut(whole, from, to);
    if (group.rows.length <= SMALL) {
      group.rows.sort((a, b) => (descending ? compareBytes(column, b, a, depth) : compareBytes(column, a, b, depth)));
      continue;
    }
    fillKeys(group, column, depth, descending);
    const sorted = radixSort(group, cut(scratch, from, to));
    const ends = mayHoldZeros ? null : descending ? 0xff : 0;
    for (const { start, end } of unfinishedRuns(sorted, column, depth + WORD, ends)) {
      stack.push({ from: from + start, to: from + end, depth: depth + WORD });
    }
    if (sorted !== group) group.rows.set(sorted.rows);
  }
}

/** How many first bytes all rows share. */
function commonPrefix(rows: Uint32Array, { offsets, bytes }: BytesColumn): number {
  const first = offsets[rows[0] ?? 0] ?? 0;
  let shared = (offsets[(rows[0] ?? 0) + 1] ?? 0) - first;
  for (let i = 1; i < rows.length && shared > 0; i += 1) {
    const row = rows[i] ?? 0;
    const start = offsets[row] ?? 0;
    shared = Math.min(shared, (offsets[row + 1] ?? 0) - start);
    let same = 0;
    while (same < shared && bytes[start + same] === bytes[first + same]) same += 1;
    shared = same;
  }
  return shared;
}

function fillKeys(
  { rows, high, low }: Records,
  { offsets, bytes }: BytesColumn,
  depth: number,
  descending: boolean,
): void {
  const flip = descending ? 0xffff_ffff : 0;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    const end = offsets[row + 1] ?? 0;
    const at = (offsets[row] ?? 0) + depth;
    high[i] = (word(bytes, at, end) ^ flip) >>> 0;
    low[i] = (word(bytes, at + 4, end) ^ flip) >>> 0;
  }
}

/** Four bytes, the first most significant; zeros beyond the end. */
function word(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end) {
    return ((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  }
  let value = 0;
  for (let i = 0; i < 4; i += 1) value = (value << 8) | (at + i < end ? (bytes[at + i] ?? 0) : 0);
  return value;
}

/** Rows with the same key that have more bytes. A key that ends with the byte `ends` belongs to a text that ended. */
function* unfinishedRuns(
  { rows, high, low }: Records,
  { offsets }: BytesColumn,
  depth: number,
  ends: number | null,
): Generator<{ start: number; end: number }> {
  const longer = (row: number): boolean => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0) > depth;
  for (let start = 0; start < rows.length;) {
    let end = start + 1;
    while (end < rows.length && high[end] === high[start] && low[end] === low[start]) end += 1;
    const ended = ends !== null && ((low[start] ?? 0) & 0xff) === ends;
    if (end - start > 1 && !ended && rows.subarray(start, end).some(longer)) yield { start, end };
    start = end;
  }
}

function compareBytes({ offsets, bytes }: BytesColumn, a: number, b: number, depth: number): number {
  let at = (offsets[a] ?? 0) + depth;
  let other = (offsets[b] ?? 0) + depth;
  const end = offsets[a + 1] ?? 0;
  const otherEnd = offsets[b + 1] ?? 0;
  for (; at < end && other < otherEnd; at += 1, other += 1) {
    const difference = (bytes[at] ?? 0) - (bytes[other] ?? 0);
    if (difference !== 0) return difference;
  }
  return end - at - (otherEnd - other);
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
