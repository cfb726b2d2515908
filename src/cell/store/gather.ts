import type { ColumnKind } from '../../shared/rpc/results.ts';
import type { ChunkEntry } from './format.ts';
import { batchOf, readSlice, type Slice, type StoredResult } from './reader.ts';

/** Values of some rows of one column in the column's own kind, ready to become Arrow. */
export interface Gathered {
  kind: ColumnKind;
  rows: number;
  /** One byte a row, 0 where null; null: no nulls. */
  valid: Uint8Array | null;
  /** Of integers. */
  bigs: BigInt64Array | null;
  /** Of reals. */
  numbers: Float64Array | null;
  /** Of text, mixed and blobs. */
  offsets: Int32Array | null;
  bytes: Uint8Array | null;
}

/** Rows `from` to `to` (exclusive). */
export interface Range {
  from: number;
  to: number;
}

/** Row numbers as ranges: neighbours are read together. */
export function rangesOf(rows: Uint32Array): Range[] {
  const ranges: Range[] = [];
  for (const row of rows) {
    const last = ranges.at(-1);
    if (last?.to === row) last.to += 1;
    else ranges.push({ from: row, to: row + 1 });
  }
  return ranges;
}

/** One column over `ranges`, in their order. `textBytes` cuts longer texts, at a character's edge. */
export function gather(stored: StoredResult, column: number, ranges: readonly Range[], textBytes?: number): Gathered {
  const kind = stored.columns[column]?.kind ?? 'null';
  const slices = [...slicesOf(stored, column, ranges)];
  const rows = slices.reduce((sum, slice) => sum + slice.rows, 0);
  const none = { kind, rows, valid: validOf(slices, rows), bigs: null, numbers: null, offsets: null, bytes: null };
  switch (kind) {
    case 'null':
      return none;
    case 'integer':
      return { ...none, bigs: bigsOf(slices, rows) };
    case 'real':
      return { ...none, numbers: numbersOf(slices, rows) };
    case 'text':
    case 'mixed':
    case 'blob':
      return { ...none, ...bytesOf(slices, rows, textBytes, kind === 'blob') };
  }
}

function* slicesOf(stored: StoredResult, column: number, ranges: readonly Range[]): Generator<Slice> {
  for (const { from, to } of ranges) {
    for (let at = from; at < to;) {
      const batch = stored.batches[batchOf(stored.batches, at)];
      const chunk: ChunkEntry | undefined = batch?.columns[column];
      if (batch === undefined || chunk === undefined) return;
      const end = Math.min(to, batch.from + batch.rows);
      yield readSlice(stored, chunk, at - batch.from, end - batch.from);
      at = end;
    }
  }
}

function validOf(slices: readonly Slice[], rows: number): Uint8Array | null {
  if (slices.every(slice => slice.valid === null && slice.k !== 'n')) return null;
  const valid = new Uint8Array(rows);
  let at = 0;
  for (const slice of slices) {
    if (slice.valid !== null) valid.set(slice.valid, at);
    else if (slice.k !== 'n') valid.fill(1, at, at + slice.rows);
    at += slice.rows;
  }
  return valid;
}

function bigsOf(slices: readonly Slice[], rows: number): BigInt64Array {
  const out = new BigInt64Array(rows);
  let at = 0;
  for (const { rows: count, bigs, numbers } of slices) {
    if (bigs !== null) out.set(bigs, at);
    else if (numbers !== null) for (let i = 0; i < count; i += 1) out[at + i] = BigInt(numbers[i] ?? 0);
    at += count;
  }
  return out;
}

function numbersOf(slices: readonly Slice[], rows: number): Float64Array {
  const out = new Float64Array(rows);
  let at = 0;
  for (const { rows: count, numbers } of slices) {
    if (numbers !== null) out.set(numbers, at);
    at += count;
  }
  return out;
}

function bytesOf(
  slices: readonly Slice[],
  rows: number,
  limit: number | undefined,
  binary: boolean,
): { offsets: Int32Array; bytes: Uint8Array } {
  const offsets = new Int32Array(rows + 1);
  const parts: Uint8Array[] = [];
  let row = 0;
  let size = 0;
  for (const slice of slices) {
    for (let i = 0; i < slice.rows; i += 1) {
      const value = bytesAt(slice, i);
      const part =
        limit === undefined || value.length <= limit ? value : value.subarray(0, binary ? limit : edge(value, limit));
      parts.push(part);
      size += part.length;
      offsets[(row += 1)] = size;
    }
  }
  return { offsets, bytes: Buffer.concat(parts, size) };
}

const NOTHING = new Uint8Array(0);

/** A value's bytes; numbers of a mixed column in writing. */
export function bytesAt(slice: Slice, i: number): Uint8Array {
  if (slice.offsets !== null && slice.bytes !== null)
    return slice.bytes.subarray(slice.offsets[i], slice.offsets[i + 1]);
  if (slice.valid !== null && slice.valid[i] === 0) return NOTHING;
  if (slice.bigs !== null) return Buffer.from(String(slice.bigs[i]));
  if (slice.numbers !== null) return Buffer.from(String(slice.numbers[i]));
  return NOTHING;
}

/** The last position up to `limit` where a UTF-8 character begins. */
function edge(bytes: Uint8Array, limit: number): number {
  let at = limit;
  while (at > 0 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at -= 1;
  return at;
}
