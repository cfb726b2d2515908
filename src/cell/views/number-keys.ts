import { blankRecords, type Records } from './radix.ts';

/** Records of `rows` with keys whose unsigned order is the numbers' order, or its reverse. NaN comes last, or first. */
export function numberRecords(rows: Uint32Array, values: Float64Array | BigInt64Array, descending: boolean): Records {
  const records = { ...blankRecords(rows.length), rows };
  if (!(values instanceof Float64Array && closeIntegers(records, values, descending)))
    anyNumbers(records, values, descending);
  return records;
}

/** Integers that are close to each other need one half of a key: their distance to the first one in the order. */
function closeIntegers({ rows, high }: Records, values: Float64Array, descending: boolean): boolean {
  let least = Infinity;
  let most = -Infinity;
  for (let i = 0; i < rows.length; i += 1) {
    const value = values[rows[i] ?? 0] ?? 0;
    if (value !== Math.floor(value)) return false;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (!(most - least < 2 ** 32) || Math.max(most, -least) > Number.MAX_SAFE_INTEGER) return false;
  for (let i = 0; i < rows.length; i += 1) {
    const value = values[rows[i] ?? 0] ?? 0;
    high[i] = descending ? most - value : value - least;
  }
  return true;
}

function anyNumbers({ rows, high, low }: Records, values: Float64Array | BigInt64Array, descending: boolean): void {
  const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
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
    high[i] = (top ^ flip) >>> 0;
    low[i] = (bottom ^ flip) >>> 0;
  }
}
