export interface CellPlace {
  row: number;
  column: number;
}

/** A rectangle of cells: where it began, and where it has been drawn to. */
export interface Selection {
  anchor: CellPlace;
  focus: CellPlace;
}

export interface Range {
  fromRow: number;
  /** Exclusive, as the next. */
  toRow: number;
  fromColumn: number;
  toColumn: number;
}

export const rangeOf = ({ anchor, focus }: Selection): Range => ({
  fromRow: Math.min(anchor.row, focus.row),
  toRow: Math.max(anchor.row, focus.row) + 1,
  fromColumn: Math.min(anchor.column, focus.column),
  toColumn: Math.max(anchor.column, focus.column) + 1,
});

/** The same selection where only so many columns are left. */
export function withinColumns(selection: Selection, columns: number): Selection {
  const within = ({ row, column }: CellPlace): CellPlace => ({
    row,
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  return { anchor: within(selection.anchor), focus: within(selection.focus) };
}

export const cellsIn = (range: Range): number => (range.toRow - range.fromRow) * (range.toColumn - range.fromColumn);

export const contains = (range: Range, row: number, column: number): boolean =>
  row >= range.fromRow && row < range.toRow && column >= range.fromColumn && column < range.toColumn;

export interface Bounds {
  rows: number;
  columns: number;
  /** Rows that a page key moves by. */
  page: number;
}

/** Where a key leads from a cell, as in the ARIA grid pattern; null for keys that don't move. */
export function moveByKey(
  from: CellPlace,
  key: string,
  jump: boolean,
  { rows, columns, page }: Bounds,
): CellPlace | null {
  const place = (row: number, column: number): CellPlace => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  switch (key) {
    case 'ArrowUp':
      return place(jump ? 0 : from.row - 1, from.column);
    case 'ArrowDown':
      return place(jump ? rows - 1 : from.row + 1, from.column);
    case 'ArrowLeft':
      return place(from.row, jump ? 0 : from.column - 1);
    case 'ArrowRight':
      return place(from.row, jump ? columns - 1 : from.column + 1);
    case 'PageUp':
      return place(from.row - page, from.column);
    case 'PageDown':
      return place(from.row + page, from.column);
    case 'Home':
      return place(jump ? 0 : from.row, 0);
    case 'End':
      return place(jump ? rows - 1 : from.row, columns - 1);
    default:
      return null;
  }
}

/** Where a key leads from a column's header, or `rows` for down into them; null for keys that don't move. */
export function moveHeaderByKey(key: string, from: number, columns: number): number | 'rows' | null {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, from - 1);
    case 'ArrowRight':
      return Math.min(columns - 1, from + 1);
    case 'ArrowDown':
      return 'rows';
    default:
      return null;
  }
}
