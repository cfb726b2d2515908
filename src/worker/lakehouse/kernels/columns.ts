/** An id or name as SQLite holds it. */
export type Value = string | number;

export type Numbers = Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array;

/**
 * One column of a relation's rows: numbers as they are (NaN stands for null), or codes into a list of values (-1 stands
 * for null).
 */
export type Column = { numbers: Numbers } | { codes: Numbers; values: readonly Value[] };

/** A relation's rows by column, in the order of its header, sorted by its key. */
export interface Rows {
  count: number;
  columns: Column[];
}

/** Gives each id a code as it comes, until `order` puts the codes into SQLite's order of the ids. */
export class Codes {
  readonly values: Value[] = [];
  readonly #codes = new Map<Value, number>();

  /** Throws `NotForKernels` for an id that JavaScript cannot hand back to SQLite as it was: a real, or an integer over 31 bits. */
  code(value: Value): number {
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    if (typeof value !== 'string' && value !== (value | 0)) throw new NotForKernels(`id ${value}`);
    const code = this.values.push(value) - 1;
    this.#codes.set(value, code);
    return code;
  }

  /** The values in SQLite's order. Each code in `column` is replaced, in place, by its place there; -1 stays. */
  order(column: Int32Array): Value[] {
    const { values } = this;
    const order = values.map((_, code) => code);
    order.sort((a, b) => compareValues(values[a] ?? 0, values[b] ?? 0));
    const places = new Int32Array(order.length);
    order.forEach((code, place) => (places[code] = place));
    for (let i = 0; i < column.length; i++) {
      const code = column[i] ?? -1;
      if (code >= 0) column[i] = places[code] ?? 0;
    }
    return order.map(code => values[code] ?? 0);
  }
}

/** A kernel cannot take these inputs: the relation's SQL is run instead. */
export class NotForKernels extends Error {}

/** SQLite's order: numbers before text, text by its bytes. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The rows in order of a code below `buckets`, rows of one code as they stand in `order` (or as they are): a counting sort. */
export function stableOrder(codes: Numbers, buckets: number, order?: Int32Array): Int32Array {
  const next = new Int32Array(buckets + 1);
  for (const code of codes) next[code + 1] = (next[code + 1] ?? 0) + 1;
  for (let b = 0; b < buckets; b++) next[b + 1] = (next[b + 1] ?? 0) + (next[b] ?? 0);
  const sorted = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const row = order === undefined ? i : (order[i] ?? 0);
    const code = codes[row] ?? 0;
    const at = next[code] ?? 0;
    sorted[at] = row;
    next[code] = at + 1;
  }
  return sorted;
}

/** Text that is its own list of values. */
export const named = (values: readonly (Value | null)[]): { codes: Int32Array; values: readonly Value[] } => ({
  codes: Int32Array.from(values, (value, i) => (value === null ? -1 : i)),
  values: values.map(value => value ?? ''),
});

const SECONDS_A_DAY = 86_400;

/** 2024-03-05, of seconds since 1970. */
export const dateOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

export const dayOf = (seconds: number): number => Math.floor(seconds / SECONDS_A_DAY);

/** Dates by day since 1970 from `first` to `last`: the values of a column of days, whose codes are days less `first`. */
export function datesBetween(first: number, last: number): string[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => dateOf((first + i) * SECONDS_A_DAY));
}
