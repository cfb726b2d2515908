import { useEffect, useMemo } from 'react';
import type { ColumnStatistics } from '../../shared/rpc/results.ts';
import type { Extent } from './row.tsx';

/** The extents of the columns that have bars, over the whole result; those that aren't known yet are asked for. */
export function useBars(
  columns: readonly number[],
  statistics: ReadonlyMap<number, ColumnStatistics>,
  ask: ((columns: number[]) => void) | null,
): ReadonlyMap<number, Extent> {
  useEffect(() => {
    if (columns.length > 0) ask?.([...columns]);
  }, [columns, ask]);
  return useMemo(() => {
    const known = columns.flatMap((column): [number, Extent][] => {
      const { min, max } = statistics.get(column) ?? { min: null, max: null };
      return min === null || max === null ? [] : [[column, { min: Number(min), max: Number(max) }]];
    });
    return new Map(known);
  }, [columns, statistics]);
}
