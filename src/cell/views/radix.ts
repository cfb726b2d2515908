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

export const cut = ({ rows, high, low }: Records, from: number, to: number): Records => ({
  rows: rows.subarray(from, to),
  high: high.subarray(from, to),
  low: low.subarray(from, to),
});

/** Keys whose unsigned order is the numbers' order, or its reverse. NaN comes last. */
export function numberRecords(rows: Uint32Array, values: Float64Array | BigInt64Array, descending: boolean): Records {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const records = { ...blankRecords(rows.length), rows: rows.slice() };
  const flip = descending ? 0xffff_ffff : 0;
  const floats = values instanceof Float64Array;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i] ?? 0;
    let top = halves[2 * row + 1] ?? 0;
    let bottom = halves[2 * row] ?? 0;
    if (floats && top === 0x8000_0000 && bottom === 0) top = 0; // -0 is 0
    if (floats && top >>> 31 === 1) {
      top = ~top;
      bottom = ~bottom;
    } else top ^= 0x8000_0000;
    records.high[i] = (top ^ flip) >>> 0;
    records.low[i] = (bottom ^ flip) >>> 0;
  }
  return records;
}

const DIGIT_BITS = 8;
const DIGITS = 1 << DIGIT_BITS;

/**
 * Sorts records by their keys, least significant digit first. Stable; digits that don't differ cost nothing. The keys move
 * along with the rows, so that each pass reads what lies side by side. The result is one of the two arguments.
 */
export function radixSort(records: Records, scratch: Records): Records {
  let from = records;
  let to = scratch;
  for (const half of ['low', 'high'] as const) {
    for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
      const starts = startsOf(from[half], shift);
      if (starts === null) continue;
      scatter(from, to, from[half], shift, starts);
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Where each digit's rows begin; null when all rows have the same one. */
function startsOf(keys: Uint32Array, shift: number): Uint32Array | null {
  const counts = new Uint32Array(DIGITS);
  for (let i = 0; i < keys.length; i += 1) {
    const digit = ((keys[i] ?? 0) >>> shift) & (DIGITS - 1);
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  let sum = 0;
  for (let digit = 0; digit < DIGITS; digit += 1) {
    const count = counts[digit] ?? 0;
    if (count === keys.length) return null;
    counts[digit] = sum;
    sum += count;
  }
  return counts;
}

function scatter(from: Records, to: Records, keys: Uint32Array, shift: number, starts: Uint32Array): void {
  for (let i = 0; i < keys.length; i += 1) {
    const digit = ((keys[i] ?? 0) >>> shift) & (DIGITS - 1);
    const at = starts[digit] ?? 0;
    starts[digit] = at + 1;
    to.rows[at] = from.rows[i] ?? 0;
    to.high[at] = from.high[i] ?? 0;
    to.low[at] = from.low[i] ?? 0;
  }
}
