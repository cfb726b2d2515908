import { memo } from 'react';
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
  /** The column that has the focus, -1 for none in this row. */
  focused: number;
}

/** One row of the grid: held columns, those in view, and the one that has the focus wherever it is. */
export const GridRow = memo(function GridRow(props: GridRowProps) {
  const { row, top, block, within, shown, layout, first, last, headWidth, focused } = props;
  return (
    <div className="grid-row" role="row" aria-rowindex={row + 2} style={{ top }} data-odd={row % 2 === 1 || undefined}>
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
            style={{ left: headWidth + (layout.starts[place] ?? 0), width: layout.widths[place] }}
          >
            {value === undefined ? <span className="grid-pending" aria-label="loading" /> : cellText(value, column)}
          </div>
        );
      })}
    </div>
  );
});

const cellText = (value: CellValue, column: ResultColumn): string =>
  value === null ? 'null' : formatValue(value, column.semantic);
