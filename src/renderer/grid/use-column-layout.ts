import { useCallback, useMemo, useState } from 'react';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import { fittingWidth, heldColumns, layoutColumns } from './columns.ts';
import type { RowCache } from './row-cache.ts';
import type { ShownColumn } from './use-arrangement.ts';

const SAMPLE = 60;

export interface ColumnLayoutOptions {
  columns: readonly ResultColumn[];
  shown: readonly ShownColumn[];
  frozen: number;
  cache: RowCache;
  /** Pixels that the grid has for columns. */
  room: number;
}

/** Where the shown columns stand: as wide as their first values ask for, or as somebody made them. */
export function useColumnLayout({ columns, shown, frozen, cache, room }: ColumnLayoutOptions) {
  const [widths, setWidths] = useState<ReadonlyMap<number, number>>(new Map());
  const arrived = cache.blockOf(0) !== undefined;
  const fitting = useMemo(
    () => columns.map((column, index) => fittingWidth(column, arrived ? valuesOf(cache, index, 0, SAMPLE) : [])),
    [columns, arrived, cache],
  );
  const shownWidths = useMemo(
    () => shown.map(({ index }) => widths.get(index) ?? fitting[index] ?? 0),
    [shown, widths, fitting],
  );
  const held = heldColumns(shownWidths, frozen, room);
  const layout = useMemo(() => layoutColumns(shownWidths, held), [shownWidths, held]);
  const resize = useCallback(
    (index: number, width: number) => setWidths(before => new Map(before).set(index, width)),
    [],
  );
  return { layout, resize };
}

/** What a column has in some rows, as far as they are here. */
export const valuesOf = (cache: RowCache, index: number, from: number, to: number) =>
  Array.from({ length: to - from }, (_, row) => cache.value(from + row, index));
