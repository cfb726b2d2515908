import type { ResultColumn } from '../../shared/rpc/results.ts';
import { formatValue, type CellValue } from './format.ts';

export const ROW_HEIGHT = 24;
/** Three lines. */
export const WRAPPED_HEIGHT = 60;
export const NARROWEST = 44;
const WIDEST = 360;
const CHARACTER = 7.1;
const PADDING = 20;
/** Room for the sort mark and the menu. */
const HEADER_EXTRA = 34;

/** Frozen columns leave at least this much of the grid to those that scroll. */
const LEAST_SCROLLED = 160;

/** Where each shown column begins, and where the last one ends. */
export interface ColumnLayout {
  readonly starts: readonly number[];
  readonly widths: readonly number[];
  readonly total: number;
  /** So many columns at the left stay where they are while the others scroll under them. */
  readonly held: number;
  readonly heldWidth: number;
}

export function layoutColumns(widths: readonly number[], held = 0): ColumnLayout {
  const starts: number[] = [];
  let total = 0;
  for (const width of widths) {
    starts.push(total);
    total += width;
  }
  return { starts, widths, total, held, heldWidth: starts[held] ?? total };
}

/** How many of the frozen columns can be held in a grid of this width without covering all the others. */
export function heldColumns(widths: readonly number[], frozen: number, room: number): number {
  let held = 0;
  let taken = 0;
  while (held < frozen) {
    taken += widths[held] ?? 0;
    if (taken + LEAST_SCROLLED > room) break;
    held += 1;
  }
  return held;
}

/**
 * First and last column (inclusive) of those that scroll, between two edges of the grid; a column more at both sides for
 * smooth moving. Where all columns are held, the last is before the first.
 */
export function visibleColumns(layout: ColumnLayout, from: number, to: number): { first: number; last: number } {
  const count = layout.starts.length;
  const start = from + layout.heldWidth;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((layout.starts[middle] ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  let last = low;
  while (last < count - 1 && (layout.starts[last + 1] ?? 0) < to) last += 1;
  return { first: Math.max(layout.held, low - 1), last: Math.min(count - 1, last + 1) };
}

/** The places to draw, from left to right: held columns, those in view, and the one with the focus wherever it is. */
export function drawnPlaces({ held }: ColumnLayout, first: number, last: number, focused: number): number[] {
  const places = Array.from({ length: held }, (_, place) => place);
  if (focused >= held && focused < first) places.push(focused);
  for (let place = first; place <= last; place += 1) places.push(place);
  if (focused >= held && focused > last) places.push(focused);
  return places;
}

/** For styles: a column that is held, and the last of them, which the others scroll under. */
export const heldMark = ({ held }: ColumnLayout, place: number): 'inner' | 'edge' | undefined =>
  place >= held ? undefined : place === held - 1 ? 'edge' : 'inner';

/** The column under a point, `x` pixels from where the columns begin on the screen. */
export function placeUnder({ starts, heldWidth }: ColumnLayout, x: number, left: number): number {
  const inColumns = x < heldWidth ? x : x + left;
  return Math.max(
    0,
    starts.findLastIndex(start => start <= inColumns),
  );
}

/** A width that fits the name and the given values, within reason. */
export function fittingWidth(column: ResultColumn, values: readonly (CellValue | undefined)[]): number {
  const longest = values.reduce<number>(
    (most, value) => Math.max(most, formatValue(value, column.semantic).length),
    column.name.length + HEADER_EXTRA / CHARACTER,
  );
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST + 20, longest * CHARACTER + PADDING)));
}
