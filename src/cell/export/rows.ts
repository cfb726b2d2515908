import { gather, type Gathered } from '../store/gather.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import type { StoredResult } from '../store/reader.ts';
import { rowsOfWindow } from '../views/view-file.ts';

export interface Block {
  columns: Gathered[];
  rows: number;
}

/** What of a result is exported: rows in the order of a view, and columns as they were arranged. */
export interface Shown {
  stored: StoredResult;
  view: string | null;
  /** Indexes in the result of `columns`. */
  indexes: readonly number[];
  columns: readonly ResultColumn[];
}

/** `indexes` null: every column as it came. Throws `bad_input` for a column that isn't there. */
export function shownOf(stored: StoredResult, view: string | null, indexes: readonly number[] | null): Shown {
  const chosen = indexes ?? stored.columns.map((_, index) => index);
  const columns = chosen.map(index => {
    const column = stored.columns[index];
    if (column === undefined) throw new TracklakeError('bad_input', `there is no column ${index}`);
    return column;
  });
  return { stored, view, indexes: chosen, columns };
}

/** Its rows, block by block. */
export function* blocksOf({ stored, view, indexes }: Shown, blockRows: number): Generator<Block> {
  const { total } = rowsOfWindow(stored, view, 0, 0);
  for (let from = 0; from < total; from += blockRows) {
    const { ranges, rows } = rowsOfWindow(stored, view, from, blockRows);
    yield { columns: indexes.map(index => gather(stored, index, ranges)), rows };
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true }); // a byte order mark in a value is part of it

export type ExportValue = null | bigint | number | string | Uint8Array;

/** A value of a block, integers as bigint. */
export function exportValue({ kind, valid, bigs, numbers, offsets, bytes }: Gathered, row: number): ExportValue {
  if (valid !== null && valid[row] === 0) return null;
  switch (kind) {
    case 'null':
      return null;
    case 'integer':
      return bigs?.[row] ?? null;
    case 'real':
      return numbers?.[row] ?? null;
    case 'text':
    case 'mixed':
      return decoder.decode(bytes?.subarray(offsets?.[row], offsets?.[row + 1]));
    case 'blob':
      return bytes?.slice(offsets?.[row], offsets?.[row + 1]) ?? null;
  }
}
