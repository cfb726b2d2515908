/** 64-bit keys by row number, as two unsigned halves. Ascending keys give the wanted order. */
export interface Keys {
  high: Uint32Array;
  low: Uint32Array;
}

/** Keys whose unsigned order is the numbers' order, or its reverse. NaN comes last. */
export function sortableKeys(values: Float64Array | BigInt64Array, descending: boolean): Keys {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const high = new Uint32Array(values.length);
  const low = new Uint32Array(values.length);
  const flip = descending ? 0xffff_ffff : 0;
  const floats = values instanceof Float64Array;
  for (let i = 0; i < values.length; i += 1) {
    let top = halves[2 * i + 1] ?? 0;
    let bottom = halves[2 * i] ?? 0;
    if (floats && top === 0x8000_0000 && bottom === 0) top = 0; // -0 is 0
    if (floats && top >>> 31 === 1) {
      top = ~top;
      bottom = ~bottom;
    } else top ^= 0x8000_0000;
    high[i] = (top ^ flip) >>> 0;
    low[i] = (bottom ^ flip) >>> 0;
  }
  return { high, low };
}

const DIGIT_BITS = 16;
/** Below this many rows, 65,536 counters cost more than they save. */
const SMALL = 20_000;

/** Sorts row numbers in place by their keys, least significant digit first. Stable; digits that don't differ cost nothing. */
export function radixSort(rows: Uint32Array, { high, low }: Keys): void {
  const bits = rows.length < SMALL ? 8 : DIGIT_BITS;
  let from = rows;
  let to: Uint32Array = new Uint32Array(rows.length);
  for (const half of [low, high]) {
    for (let shift = 0; shift < 32; shift += bits) {
      if (!scatter(from, to, half, shift, bits)) continue;
      [from, to] = [to, from];
    }
  }
  if (from !== rows) rows.set(from);
}

/** False when all rows have the same digit: then `to` was not written. */
function scatter(from: Uint32Array, to: Uint32Array, keys: Uint32Array, shift: number, bits: number): boolean {
  const mask = (1 << bits) - 1;
  const counts = new Uint32Array(mask + 1);
  for (const row of from) {
    const digit = ((keys[row] ?? 0) >>> shift) & mask;
    counts[digit] = (counts[digit] ?? 0) + 1;
  }
  let sum = 0;
  for (let digit = 0; digit <= mask; digit += 1) {
    const count = counts[digit] ?? 0;
    if (count === from.length) return false;
    counts[digit] = sum;
    sum += count;
  }
  for (const row of from) {
    const digit = ((keys[row] ?? 0) >>> shift) & mask;
    const at = counts[digit] ?? 0;
    counts[digit] = at + 1;
    to[at] = row;
  }
  return true;
}
