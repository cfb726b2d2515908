import { TracklakeError } from '../../shared/errors.ts';
import type { SqlValue } from '../store/block-column.ts';
import { readSlice, type Slice, type StoredResult } from '../store/reader.ts';
import { valueAt } from '../store/values.ts';
import type { OnShare } from './radix.ts';

/** A whole column in memory. `valid`: one byte a row, 0 where null; null: no nulls. */
export type LoadedColumn =
  | { type: 'numbers'; rows: number; valid: Uint8Array | null; values: Float64Array }
  | { type: 'bigs'; rows: number; valid: Uint8Array | null; values: BigInt64Array }
  | { type: 'bytes'; rows: number; valid: Uint8Array | null; offsets: Uint32Array; bytes: Uint8Array; blob: boolean }
  | { type: 'values'; rows: number; valid: Uint8Array | null; values: SqlValue[] };

/** Integers and reals become Float64 unless one of them would not survive it. `onShare` hears how much of it has been read. */
export function loadColumn(stored: StoredResult, column: number, onShare: OnShare = () => {}): LoadedColumn {
  const info = stored.columns[column];
  if (info === undefined) throw new TracklakeError('bad_input', `there is no column ${column}`);
  const slices = stored.batches.flatMap((batch, index) => {
    const chunk = batch.columns[column];
    onShare(index / stored.batches.length);
    return chunk === undefined ? [] : [readSlice(stored, chunk, 0, batch.rows)];
  });
  const rows = stored.rows;
  const valid = validOf(slices, rows);
  switch (info.kind) {
    case 'mixed':
      return {
        type: 'values',
        rows,
        valid,
        values: slices.flatMap(slice => Array.from({ length: slice.rows }, (_, i) => valueAt(slice, i))),
      };
    case 'text':
    case 'blob':
      return { type: 'bytes', rows, valid, ...joined(slices, rows), blob: info.kind === 'blob' };
    case 'integer':
      if (slices.some(slice => slice.bigs !== null)) return { type: 'bigs', rows, valid, values: bigsOf(slices, rows) };
      return { type: 'numbers', rows, valid, values: numbersOf(slices, rows) };
    case 'real':
    case 'null':
      return { type: 'numbers', rows, valid, values: numbersOf(slices, rows) };
  }
}

export const isNull = (column: LoadedColumn, row: number): boolean => column.valid !== null && column.valid[row] === 0;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // a byte order mark in a value is part of it

/** Text of a row of a `bytes` column. */
export function textOf(column: Extract<LoadedColumn, { type: 'bytes' }>, row: number): string {
  return decoder.decode(column.bytes.subarray(column.offsets[row], column.offsets[row + 1]));
}

/** A row's value, whatever the column's type; null where null. Blobs come as bytes. */
export function valueOf(column: LoadedColumn, row: number): SqlValue {
  if (isNull(column, row)) return null;
  switch (column.type) {
    case 'numbers':
    case 'bigs':
    case 'values':
      return column.values[row] ?? null;
    case 'bytes':
      return column.blob ? column.bytes.slice(column.offsets[row], column.offsets[row + 1]) : textOf(column, row);
  }
}

function validOf(slices: readonly Slice[], rows: number): Uint8Array | null {
  if (slices.every(slice => slice.valid === null && slice.k !== 'n')) return null;
  const valid = new Uint8Array(rows).fill(1);
  let at = 0;
  for (const { k, valid: own, rows: count } of slices) {
    if (k === 'n') valid.fill(0, at, at + count);
    else if (own !== null) for (let i = 0; i < count; i += 1) valid[at + i] = own[i] === 0 ? 0 : 1;
    at += count;
  }
  return valid;
}

function numbersOf(slices: readonly Slice[], rows: number): Float64Array {
  const values = new Float64Array(rows);
  let at = 0;
  for (const { numbers, rows: count } of slices) {
    if (numbers !== null) values.set(numbers, at);
    at += count;
  }
  return values;
}

function bigsOf(slices: readonly Slice[], rows: number): BigInt64Array {
  const values = new BigInt64Array(rows);
  let at = 0;
  for (const { bigs, numbers, rows: count } of slices) {
    if (bigs !== null) values.set(bigs, at);
    else if (numbers !== null) for (let i = 0; i < count; i += 1) values[at + i] = BigInt(numbers[i] ?? 0);
    at += count;
  }
  return values;
}

const MOST_BYTES = 0xffff_ffff;

function joined(slices: readonly Slice[], rows: number): { offsets: Uint32Array; bytes: Uint8Array } {
  const size = slices.reduce((sum, slice) => sum + (slice.bytes?.length ?? 0), 0);
  if (size > MOST_BYTES) throw new TracklakeError('limit', 'this column holds more than 4 GB of text');
  const offsets = new Uint32Array(rows + 1);
  const bytes = new Uint8Array(size);
  let row = 0;
  let at = 0;
  for (const slice of slices) {
    if (slice.bytes !== null) bytes.set(slice.bytes, at);
    for (let i = 0; i < slice.rows; i += 1) offsets[row + i + 1] = at + (slice.offsets?.[i + 1] ?? 0);
    row += slice.rows;
    at += slice.bytes?.length ?? 0;
  }
  return { offsets, bytes };
}
