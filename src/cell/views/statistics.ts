import type { ColumnStatistics } from '../../shared/rpc/results.ts';
import type { ColumnKind } from '../../shared/rpc/results.ts';
import { isNull, textOf, valueOf, type LoadedColumn } from './load-column.ts';

const BINS = 20;
const TOP = 10;
const MOST_DISTINCT = 200_000;

/** What can be said about a column, over all of its rows or over `rows`. */
export function columnStatistics(
  name: string,
  kind: ColumnKind,
  column: LoadedColumn,
  rows: Uint32Array | null,
): ColumnStatistics {
  const count = rows?.length ?? column.rows;
  const at = (i: number): number => (rows === null ? i : (rows[i] ?? 0));
  const base = { ...NOTHING, name, kind, rows: count };
  return column.type === 'numbers' ? ofNumbers(base, column, count, at) : ofOthers(base, column, count, at);
}

const NOTHING = {
  nulls: 0,
  distinct: 0,
  distinctCapped: false,
  min: null,
  max: null,
  mean: null,
  median: null,
  standardDeviation: null,
  sum: null,
  histogram: [],
  top: [],
  lengths: null,
};

type Base = ColumnStatistics;

/** Sorted once, everything is read off the order. */
function ofNumbers(
  base: Base,
  column: Extract<LoadedColumn, { type: 'numbers' }>,
  count: number,
  at: (i: number) => number,
): ColumnStatistics {
  const sorted = new Float64Array(count);
  let n = 0;
  for (let i = 0; i < count; i += 1) {
    const row = at(i);
    if (isNull(column, row)) continue;
    sorted[n] = column.values[row] ?? 0;
    n += 1;
  }
  const values = sorted.subarray(0, n).sort();
  const first = values[0];
  const last = values[n - 1];
  if (first === undefined || last === undefined) return { ...base, nulls: count };
  const { sum, standardDeviation } = moments(values);
  const { distinct, top } = runs(values);
  const middle = n >> 1;
  const median = n % 2 === 1 ? (values[middle] ?? null) : ((values[middle - 1] ?? 0) + (values[middle] ?? 0)) / 2;
  return {
    ...base,
    nulls: count - n,
    ...{ distinct, top, sum, median, standardDeviation },
    min: first,
    max: last,
    mean: sum / n,
    histogram: histogram(values, first, last),
  };
}

/** Kahan's sum, and the deviation from the mean in a second pass. */
function moments(values: Float64Array): { sum: number; standardDeviation: number } {
  let sum = 0;
  let lost = 0;
  for (const value of values) {
    const next = value - lost;
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { sum, standardDeviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

function runs(sorted: Float64Array): { distinct: number; top: { value: number; count: number }[] } {
  const top: { value: number; count: number }[] = [];
  let distinct = 0;
  for (let start = 0; start < sorted.length;) {
    const value = sorted[start] ?? 0;
    let end = start + 1;
    while (end < sorted.length && sorted[end] === value) end += 1;
    distinct += 1;
    offer(top, { value, count: end - start });
    start = end;
  }
  return { distinct, top };
}

function offer<T extends { count: number }>(top: T[], next: T): void {
  if (top.length === TOP && next.count <= (top.at(-1)?.count ?? 0)) return;
  const place = top.findIndex(each => each.count < next.count);
  top.splice(place < 0 ? top.length : place, 0, next);
  if (top.length > TOP) top.pop();
}

function histogram(sorted: Float64Array, min: number, max: number): ColumnStatistics['histogram'] {
  if (!Number.isFinite(max - min)) return [];
  if (min === max) return [{ from: min, to: max, count: sorted.length }];
  const width = (max - min) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of sorted) {
    const bin = Math.min(BINS - 1, Math.floor((value - min) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count, bin) => ({
    from: min + bin * width,
    to: bin === BINS - 1 ? max : min + (bin + 1) * width,
    count,
  }));
}

function ofOthers(base: Base, column: LoadedColumn, count: number, at: (i: number) => number): ColumnStatistics {
  const counts = new Map<string | bigint | number, number>();
  let nulls = 0;
  let capped = false;
  let min: string | bigint | number | null = null;
  let max: string | bigint | number | null = null;
  let shortest = Infinity;
  let longest = 0;
  for (let i = 0; i < count; i += 1) {
    const row = at(i);
    if (isNull(column, row)) {
      nulls += 1;
      continue;
    }
    const value = readable(column, row);
    const seen = counts.get(value);
    if (seen !== undefined || counts.size < MOST_DISTINCT) counts.set(value, (seen ?? 0) + 1);
    else capped = true;
    if (min === null || value < min) min = value;
    if (max === null || value > max) max = value;
    const length = typeof value === 'string' ? value.length : 0;
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  const top: { value: string | bigint | number; count: number }[] = [];
  for (const [value, times] of counts) offer(top, { value, count: times });
  const isText = column.type === 'bytes' && !column.blob;
  return {
    ...base,
    nulls,
    ...{ distinct: counts.size, distinctCapped: capped, min, max, top },
    lengths: isText && longest >= shortest ? { min: shortest, max: longest } : null,
  };
}

const SHOWN_CHARACTERS = 200;

function readable(column: LoadedColumn, row: number): string | bigint | number {
  if (column.type === 'bytes' && !column.blob) return textOf(column, row).slice(0, SHOWN_CHARACTERS);
  const value = valueOf(column, row);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  return value ?? '';
}
