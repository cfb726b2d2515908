import type { LoadedColumn } from './load-column.ts';
import { blankRecords, sortRecords, type OnShare, type Records } from './radix.ts';

export type BytesColumn = Extract<LoadedColumn, { type: 'bytes' }>;

/** The share of the work that the first round is, as most texts go. */
const FIRST_ROUND = 0.7;
const FEW = 12;
/** Groups from this size on are worth a key made for the bytes that occur in them. */
const MANY = 512;

/**
 * Sorts row numbers by their texts' bytes, in place and stably. A round takes as many bytes as a key holds; rows that are equal
 * so far, and go on, are sorted among themselves by the bytes that follow.
 */
export function sortTexts(rows: Uint32Array, column: BytesColumn, descending: boolean, onShare: OnShare): void {
  const records = { ...blankRecords(rows.length), rows };
  const scratch = blankRecords(rows.length);
  const holdsZeros = column.bytes.includes(0);
  const open = [{ from: 0, to: rows.length, depth: rows.length > MANY ? commonPrefix(rows, column) : 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { from, to, depth } = next;
    if (to - from <= FEW || (holdsZeros && to - from <= MANY)) {
      compareAll(rows, column, next, descending);
      continue;
    }
    const taken =
      to - from < MANY ? plainKeys(records, column, next, descending) : packedKeys(records, column, next, descending);
    const share: OnShare =
      to - from === rows.length
        ? part => onShare(part * FIRST_ROUND)
        : part => onShare(FIRST_ROUND + ((rows.length - to + part * (to - from)) / rows.length) * (1 - FIRST_ROUND));
    sortRecords(records, scratch, next, share);
    pushUnfinished(open, records, column, { from, to, depth: depth + taken });
  }
}

interface Group {
  from: number;
  to: number;
  /** Bytes that are known to be the same. */
  depth: number;
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

const WORD = 8;

/** Eight bytes as they are, zeros beyond the end: for texts without zeros. Answers how many bytes the keys hold. */
function plainKeys(
  { rows, high, low }: Records,
  { offsets, bytes }: BytesColumn,
  { from, to, depth }: Group,
  descending: boolean,
): number {
  const flip = descending ? 0xffff_ffff : 0;
  for (let i = from; i < to; i += 1) {
    const row = rows[i] ?? 0;
    const end = offsets[row + 1] ?? 0;
    const at = (offsets[row] ?? 0) + depth;
    high[i] = (word(bytes, at, end) ^ flip) >>> 0;
    low[i] = (word(bytes, at + 4, end) ^ flip) >>> 0;
  }
  return WORD;
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

const POSITIONS = 16;
/** What may stand at a position: the end of the text, or a byte. */
const SIGNS = 257;
const seen = new Uint8Array(POSITIONS * SIGNS);
const codes = new Uint32Array(POSITIONS * SIGNS);

/**
 * Keys that hold as many bytes as fit when each position counts only the signs that occur at it: of digits fourteen or so
 * instead of eight, and a byte that all share takes no room. Answers how many bytes the keys hold.
 */
function packedKeys(
  { rows, high, low }: Records,
  { offsets, bytes }: BytesColumn,
  { from, to, depth }: Group,
  descending: boolean,
): number {
  lookAt(rows, offsets, bytes, from, to, depth);
  const inHigh = assignCodes(0, descending);
  const inLow = assignCodes(inHigh.end, descending);
  for (let i = from; i < to; i += 1) {
    const row = rows[i] ?? 0;
    const at = (offsets[row] ?? 0) + depth;
    const length = (offsets[row + 1] ?? 0) - at;
    high[i] = sumOfCodes(bytes, at, length, inHigh.telling);
    low[i] = sumOfCodes(bytes, at, length, inLow.telling);
  }
  return inLow.end;
}

function sumOfCodes(bytes: Uint8Array, at: number, length: number, positions: Uint8Array): number {
  let sum = 0;
  for (let index = 0; index < positions.length; index += 1) {
    const p = positions[index] ?? 0;
    sum += codes[p * SIGNS + (p < length ? (bytes[at + p] ?? 0) + 1 : 0)] ?? 0;
  }
  return sum;
}

/** Notes which signs occur at each position. */
function lookAt(
  rows: Uint32Array,
  offsets: Uint32Array,
  bytes: Uint8Array,
  from: number,
  to: number,
  depth: number,
): void {
  seen.fill(0);
  let shortest = POSITIONS;
  for (let i = from; i < to; i += 1) {
    const row = rows[i] ?? 0;
    const at = (offsets[row] ?? 0) + depth;
    const length = Math.min(POSITIONS, (offsets[row + 1] ?? 0) - at);
    for (let p = 0; p < length; p += 1) seen[p * SIGNS + (bytes[at + p] ?? 0) + 1] = 1;
    if (length < shortest) shortest = length;
  }
  for (let p = shortest; p < POSITIONS; p += 1) seen[p * SIGNS] = 1;
}

interface HalfKey {
  /** The position after those that it holds. */
  end: number;
  /** The positions at which more than one sign occurs. */
  telling: Uint8Array;
}

/** Gives codes to the signs of as many positions as half a key holds, from position `first` on. */
function assignCodes(first: number, descending: boolean): HalfKey {
  const telling: number[] = [];
  let end = first;
  for (let product = 1; end < POSITIONS; end += 1) {
    const size = signsAt(end);
    product *= size;
    if (product > 2 ** 32) break;
    if (size > 1) telling.push(end);
  }
  let weight = 1;
  for (const p of telling.toReversed()) {
    const size = signsAt(p);
    let rank = 0;
    for (let place = p * SIGNS; place < (p + 1) * SIGNS; place += 1) {
      if (seen[place] !== 1) continue;
      codes[place] = (descending ? size - 1 - rank : rank) * weight;
      rank += 1;
    }
    weight *= size;
  }
  return { end, telling: Uint8Array.from(telling) };
}

function signsAt(position: number): number {
  let size = 0;
  for (let place = position * SIGNS; place < (position + 1) * SIGNS; place += 1) size += seen[place] ?? 0;
  return size;
}

/** Rows with the same key of which at least one has more bytes. */
function pushUnfinished(
  open: Group[],
  { rows, high, low }: Records,
  { offsets }: BytesColumn,
  { from, to, depth }: Group,
): void {
  for (let start = from; start < to;) {
    const top = high[start];
    const bottom = low[start];
    let end = start + 1;
    while (end < to && high[end] === top && low[end] === bottom) end += 1;
    if (end - start > 1) {
      let longer = false;
      for (let i = start; i < end && !longer; i += 1) {
        const row = rows[i] ?? 0;
        longer = (offsets[row + 1] ?? 0) - (offsets[row] ?? 0) > depth;
      }
      if (longer) open.push({ from: start, to: end, depth });
    }
    start = end;
  }
}

function compareAll(rows: Uint32Array, column: BytesColumn, { from, to, depth }: Group, descending: boolean): void {
  for (let i = from + 1; i < to; i += 1) {
    const row = rows[i] ?? 0;
    let at = i;
    for (; at > from; at -= 1) {
      const before = rows[at - 1] ?? 0;
      const compared = compareBytes(column, before, row, depth);
      if (descending ? compared >= 0 : compared <= 0) break;
      rows[at] = before;
    }
    rows[at] = row;
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
