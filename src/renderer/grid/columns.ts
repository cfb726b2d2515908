import type { ResultColumn } from '../../shared/rpc/results.ts';
import { formatValue, type CellValue } from './format.ts';

export const ROW_HEIGHT = 24;
export const NARROWEST = 44;
const WIDEST = 360;
const CHARACTER = 7.1;
const PADDING = 20;
/** Room for the sort mark and the menu. */
const HEADER_EXTRA = 34;

/** Where each column begins, and where the last one ends. */
export interface ColumnLayout {
  readonly starts: readonly number[];
  readonly widths: readonly number[];
  readonly total: number;
}

export function layoutColumns(widths: readonly number[]): ColumnLayout {
  const starts: number[] = [];
  let total = 0;
  for (const width of widths) {
    starts.push(total);
    total += width;
  }
  return { starts, widths, total };
}

/** First and last column (inclusive) that show between two edges; a column more at both sides for smooth moving. */
export function visibleColumns(layout: ColumnLayout, from: number, to: number): { first: number; last: number } {
  const count = layout.starts.length;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((layout.starts[middle] ?? 0) <= from) low = middle;
    else high = middle - 1;
  }
  let last = low;
  while (last < count - 1 && (layout.starts[last + 1] ?? 0) < to) last += 1;
  return { first: Math.max(0, low - 1), last: Math.min(count - 1, last + 1) };
}

/** A width that fits the name and the given values, within reason. */
export function fittingWidth(column: ResultColumn, values: readonly (CellValue | undefined)[]): number {
  const longest = values.reduce<number>(
    (most, value) => Math.max(most, formatValue(value, column.semantic).length),
    column.name.length + HEADER_EXTRA / CHARACTER,
  );
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST + 20, longest * CHARACTER + PADDING)));
}
