import { memo, type CSSProperties } from 'react';
import type { ResultColumn } from '../../shared/rpc/results.ts';
import { drawnPlaces, heldMark, type ColumnLayout } from './columns.ts';
import { alignsRight, formatValue, type CellValue } from './format.ts';
import type { RowBlock } from './row-cache.ts';
import type { ShownColumn } from './use-arrangement.ts';

export interface GridRowProps {
  /** Position in the view, from 0. */
  row: number;
  top: number;
  /** The block that the row is in and its place there; undefined while it is on its way. */
  block: RowBlock | undefined;
  within: number;
  /** The columns that show; all that follows means them by their place among these. */
  shown: readonly ShownColumn[];
  layout: ColumnLayout;
  first: number;
  last: number;
  headWidth: number;
  selectedFrom: number;
  /** Exclusive; equal to `selectedFrom` where nothing of the row is selected. */
  selectedTo: number;
  /** Least and greatest of the columns that have bars, by their index in the result. */
  bars: ReadonlyMap<number, Extent>;
  wrap: boolean;
  /** The column that has the focus, -1 for none in this row. */
  focused: number;
}

/** Least and greatest of a column. */
export interface Extent {
  min: number;
  max: number;
}

/** One row of the grid: held columns, those in view, and the one that has the focus wherever it is. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, top, block, within, shown, layout, first, last, headWidth, focused, bars } = props;
  return (
    <div
      className="grid-row"
      role="row"
      aria-rowindex={row + 2}
      style={{ top }}
      data-odd={row % 2 === 1 || undefined}
      data-wrap={props.wrap || undefined}
    >
      <div className="grid-row-head number" role="rowheader" aria-colindex={1} style={{ width: headWidth }}>
        {(row + 1).toLocaleString('en-US')}
      </div>
      {drawnPlaces(layout, first, last, focused).map(place => {
        const { index, column } = shown[place] ?? {};
        if (index === undefined || column === undefined) return null;
        const value = block?.value(within, index);
        return (
          <div
            key={index}
            role="gridcell"
            aria-colindex={place + 2}
            aria-selected={place >= props.selectedFrom && place < props.selectedTo}
            tabIndex={place === focused ? 0 : -1}
            className="grid-cell"
            data-held={heldMark(layout, place)}
            data-right={alignsRight(column.semantic) || undefined}
            data-null={value === null || undefined}
            style={{
              left: headWidth + (layout.starts[place] ?? 0),
              width: layout.widths[place],
              ...barOf(value, bars.get(index)),
            }}
          >
            {value === undefined ? <span className="grid-pending" aria-label="loading" /> : cellText(value, column)}
          </div>
        );
      })}
    </div>
  );
});

/** A bar from zero to the value, behind it; as wide as the column for the value farthest from zero. */
function barOf(value: CellValue | undefined, extent: Extent | undefined): CSSProperties {
  if (extent === undefined || value === null || value === undefined || !Number.isFinite(Number(value))) return {};
  const [low, high] = [Math.min(0, extent.min), Math.max(0, extent.max)];
  const at = (number: number): number => ((number - low) / (high - low || 1)) * 100;
  const [from, to] = [at(0), at(Number(value))].sort((a, b) => a - b) as [number, number];
  return {
    backgroundImage: `linear-gradient(90deg, transparent ${from}%, var(--bar) ${from}%, var(--bar) ${to}%, transparent ${to}%)`,
  };
}

const cellText = (value: CellValue, column: ResultColumn): string =>
  value === null ? 'null' : formatValue(value, column.semantic);
