import type { SqlValue } from './encode.ts';

/** Rows shown at once, before a batch is full. */
export const FIRST_ROWS = 100;

/** Rows of a batch: few enough to die young in memory, fewer still for wide results. */
export const encodedBatchRows = (columns: number): number =>
  Math.max(64, Math.min(8192, Math.floor(200_000 / Math.max(1, columns))));

/** Text and blobs that a block may hold before it is written, so that long values don't pile up. */
const MOST_LONG_BYTES = 8 * 1024 * 1024;

export interface RowBlock {
  readonly rows: readonly (readonly SqlValue[])[];
  readonly count: number;
  readonly full: boolean;
  push(row: SqlValue[]): void;
  clear(): void;
}

export function rowBlock(capacity: number): RowBlock {
  const rows = new Array<SqlValue[]>(capacity);
  let count = 0;
  let long = 0;
  return {
    rows,
    get count() {
      return count;
    },
    get full() {
      return count === capacity || long > MOST_LONG_BYTES;
    },
    push(row) {
      rows[count] = row;
      count += 1;
      for (const value of row) {
        if (typeof value === 'string') long += value.length;
        else if (value instanceof Uint8Array) long += value.length;
      }
    },
    clear() {
      count = 0;
      long = 0;
    },
  };
}
