import { toast } from '../ui/toast.tsx';
import { copyText, type CopyAs } from './copy.ts';
import type { RowBlock } from './row-cache.ts';
import { cellsIn, type Range } from './selection.ts';
import type { ShownColumn } from './use-arrangement.ts';

const MOST_COPIED_CELLS = 2_000_000;

/** Puts a range into the clipboard as it is seen: the columns that show, in the order in which they show. */
export async function copySelection(
  as: CopyAs,
  range: Range,
  shown: readonly ShownColumn[],
  load: (from: number, rows: number) => Promise<RowBlock>,
): Promise<void> {
  if (cellsIn(range) > MOST_COPIED_CELLS)
    throw new Error('more than two million cells don’t fit the clipboard: export them');
  const block = await load(range.fromRow, range.toRow - range.fromRow);
  const columns = shown.slice(range.fromColumn, range.toColumn);
  const values = Array.from({ length: block.rows }, (_, row) => columns.map(({ index }) => block.value(row, index)));
  const names = columns.map(({ column }) => column.name);
  await navigator.clipboard.writeText(copyText(as, names, values));
  toast({ title: `${cellsIn(range).toLocaleString('en-US')} cells copied`, tone: 'ok' });
}
