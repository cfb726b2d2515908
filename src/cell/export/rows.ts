import { gather, type Gathered } from '../store/gather.ts';
import type { StoredResult } from '../store/reader.ts';
import { rowsOfWindow } from '../views/view-file.ts';

export interface Block {
  columns: Gathered[];
  rows: number;
}

/** A result or a view of it, block by block. */
export function* blocksOf(stored: StoredResult, view: string | null, blockRows: number): Generator<Block> {
  const { total } = rowsOfWindow(stored, view, 0, 0);
  for (let from = 0; from < total; from += blockRows) {
    const { ranges, rows } = rowsOfWindow(stored, view, from, blockRows);
    yield { columns: stored.columns.map((_, i) => gather(stored, i, ranges)), rows };
  }
}

const decoder = new TextDecoder();

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
