/** Row numbers with a 64-bit key each, as two unsigned halves. Ascending keys give the wanted order. */
export interface Records {
  rows: Uint32Array;
  high: Uint32Array;
  low: Uint32Array;
}

export const blankRecords = (length: number): Records => ({
  rows: new Uint32Array(length),
  high: new Uint32Array(length),
  low: new Uint32Array(length),
});

/** Hears how much is done, from 0 to 1. */
export type OnShare = (share: number) => void;

const LOOK_EVERY = 16;
const FEW = 24;
const MOST_BITS = 10;
const counts = new Uint32Array(1 << MOST_BITS);

/**
 * Sorts records `from` to `to` (exclusive) by their keys, stably and in place; `scratch` is as long. Records are dealt out by
 * the first bits in which they differ, into about as many groups as make each a handful, and each group likewise.
 */
export function sortRecords(
  records: Records,
  scratch: Records,
  { from, to }: { from: number; to: number },
  onShare: OnShare = () => {},
): void {
  const open = [from, to];
  for (let dealt = 1; open.length > 0; dealt += 1) {
    const end = open.pop() ?? 0;
    const start = open.pop() ?? 0;
    // the last group is sorted first
    if (dealt % LOOK_EVERY === 0) onShare((to - end) / (to - from));
    if (end - start <= FEW) insert(records, start, end);
    else dealOut(records, scratch, start, end, open);
  }
}

function insert({ rows, high, low }: Records, from: number, to: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const row = rows[i] ?? 0;
    const top = high[i] ?? 0;
    const bottom = low[i] ?? 0;
    let at = i;
    for (; at > from; at -= 1) {
      const before = high[at - 1] ?? 0;
      if (before < top || (before === top && (low[at - 1] ?? 0) <= bottom)) break;
      rows[at] = rows[at - 1] ?? 0;
      high[at] = before;
      low[at] = low[at - 1] ?? 0;
    }
    rows[at] = row;
    high[at] = top;
    low[at] = bottom;
  }
}

/** Deals records out by the first bits that differ, and pushes the groups that are still to be sorted. */
function dealOut(records: Records, scratch: Records, from: number, to: number, open: number[]): void {
  const high = differences(records.high, from, to);
  const low = differences(records.low, from, to);
  if (high === 0 && low === 0) return;
  const half = high === 0 ? 'low' : 'high';
  const top = 32 - Math.clz32(high === 0 ? low : high);
  const wanted = Math.min(MOST_BITS, 29 - Math.clz32(to - from));
  const shift = Math.max(0, top - wanted);
  const bits = top - shift;
  deal(records, scratch, { half, shift, bits, withLow: low !== 0 }, from, to);
  copyBack(scratch, records, low !== 0, from, to);
  // where these were the last bits, nothing is left to sort by
  if (shift === 0 && (half === 'low' || low === 0)) return;
  let start = from;
  for (let digit = 0; digit < 1 << bits; digit += 1) {
    const end = counts[digit] ?? 0;
    if (end - start > 1) {
      if (end - start <= FEW) insert(records, start, end);
      else open.push(start, end);
    }
    start = end;
  }
}

/** The bits in which not all keys are the same. */
function differences(keys: Uint32Array, from: number, to: number): number {
  const first = keys[from] ?? 0;
  let found = 0;
  for (let i = from; i < to; i += 1) found |= (keys[i] ?? 0) ^ first;
  return found >>> 0;
}

interface Digit {
  half: 'high' | 'low';
  shift: number;
  bits: number;
  /** False where all low halves are the same: they need not move. */
  withLow: boolean;
}

/** Moves records into the order of one digit. Afterwards `counts` says where each digit's records end. */
function deal(source: Records, target: Records, digit: Digit, from: number, to: number): void {
  const { shift, bits, withLow } = digit;
  const keys = source[digit.half];
  const mask = (1 << bits) - 1;
  counts.fill(0, 0, mask + 1);
  for (let i = from; i < to; i += 1) {
    const at = ((keys[i] ?? 0) >>> shift) & mask;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  let sum = from;
  for (let at = 0; at <= mask; at += 1) {
    const count = counts[at] ?? 0;
    counts[at] = sum;
    sum += count;
  }
  const { rows, high, low } = source;
  for (let i = from; i < to; i += 1) {
    const bucket = ((keys[i] ?? 0) >>> shift) & mask;
    const at = counts[bucket] ?? 0;
    counts[bucket] = at + 1;
    target.rows[at] = rows[i] ?? 0;
    target.high[at] = high[i] ?? 0;
    if (withLow) target.low[at] = low[i] ?? 0;
  }
}

function copyBack(source: Records, target: Records, withLow: boolean, from: number, to: number): void {
  target.rows.set(source.rows.subarray(from, to), from);
  target.high.set(source.high.subarray(from, to), from);
  if (withLow) target.low.set(source.low.subarray(from, to), from);
}
