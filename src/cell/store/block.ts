import { BlockColumn, type SqlValue } from './block-column.ts';

/** Rows shown at once, before a batch is full. */
export const FIRST_ROWS = 100;

/** Rows of a batch: few enough to die young in memory, fewer still for wide results. */
export const encodedBatchRows = (columns: number): number =>
  Math.max(64, Math.min(8192, Math.floor(200_000 / Math.max(1, columns))));

/** Text and blobs that a block may hold before it is written, so that long values don't pile up. */
const MOST_LONG_BYTES = 8 * 1024 * 1024;

export interface RowBlock {
  readonly columns: readonly BlockColumn[];
  readonly count: number;
  readonly full: boolean;
  push(row: readonly SqlValue[]): void;
  clear(): void;
}

export function rowBlock(width: number, capacity: number): RowBlock {
  const columns = Array.from({ length: width }, () => new BlockColumn(capacity));
  let count = 0;
  return {
    columns,
    get count() {
      return count;
    },
    get full() {
      return count === capacity || columns.reduce((sum, column) => sum + column.long, 0) > MOST_LONG_BYTES;
    },
    push(row) {
      count += 1;
      for (let i = 0; i < width; i += 1) columns[i]?.push(row[i] ?? null);
    },
    clear() {
      count = 0;
      for (const column of columns) column.clear();
    },
  };
}
