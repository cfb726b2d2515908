import { GridRow, type GridRowProps } from './row.tsx';
import { BLOCK_ROWS, type RowCache } from './row-cache.ts';
import { rangeOf, type Selection } from './selection.ts';

type Shared = Pick<GridRowProps, 'shown' | 'layout' | 'first' | 'last' | 'headWidth' | 'bars' | 'wrap'>;

export interface RowLayerProps extends Shared {
  cache: RowCache;
  /** Rows of the view, and those on the screen: from `firstRow` to before `endRow`. */
  rows: number;
  firstRow: number;
  endRow: number;
  rowHeight: number;
  selection: Selection;
  /** A cell has the focus, and not a header. */
  cellFocused: boolean;
  /** Where the layer lies: under the header, moved by what is scrolled. */
  top: number;
  left: number;
  position: number;
}

/** Rows keep their `top` while the layer that holds them moves: the browser repaints only what is new. */
const LAYER_ROWS = 1024;

/** The rows on the screen, and the one that has the focus wherever it is. */
export function RowLayer(props: RowLayerProps) {
  const { cache, rows, firstRow, endRow, rowHeight, selection, cellFocused, top, left, position, ...shared } = props;
  const range = rangeOf(selection);
  const focusRow = selection.focus.row;
  // rows that scroll away give their elements to those that come; the row with the focus keeps its own
  const pool = 2 ** Math.ceil(Math.log2(endRow - firstRow + 2));
  const layer = firstRow - (firstRow % LAYER_ROWS);
  const away = (row: number): boolean => row < firstRow || row >= endRow;
  const drawn = Array.from({ length: Math.max(0, endRow - firstRow) }, (_, index) => firstRow + index);
  if (rows > 0 && focusRow < rows && away(focusRow)) drawn.push(focusRow);
  return (
    <div
      className="grid-rows"
      role="rowgroup"
      style={{ top, transform: `translate(${-left}px, ${layer * rowHeight - position}px)` }}
    >
      {drawn.map(row => {
        const selected = row >= range.fromRow && row < range.toRow;
        return (
          <GridRow
            {...shared}
            key={row === focusRow ? 'focus' : row % pool}
            row={row}
            top={away(row) ? -10_000 : (row - layer) * rowHeight}
            block={cache.blockOf(row)}
            within={row % BLOCK_ROWS}
            selectedFrom={selected ? range.fromColumn : 0}
            selectedTo={selected ? range.toColumn : 0}
            focused={row === focusRow && cellFocused ? selection.focus.column : -1}
          />
        );
      })}
    </div>
  );
}
