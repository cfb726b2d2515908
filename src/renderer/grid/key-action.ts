import { moveByKey, moveHeaderByKey, type CellPlace } from './selection.ts';

/** What a key asks of the grid. */
export type KeyAction =
  | { kind: 'select'; place: CellPlace; extend: boolean }
  | { kind: 'select all' }
  | { kind: 'copy' }
  | { kind: 'open'; of: 'cell' | 'row' }
  | { kind: 'header'; column: number }
  | { kind: 'menu'; column: number };

export interface KeyState {
  /** The column whose header has the focus; below 0: a cell has it. */
  header: number;
  focus: CellPlace;
  /** The first row on the screen. */
  firstRow: number;
  rows: number;
  columns: number;
  /** Rows that a page key goes by. */
  page: number;
}

export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** What `event` asks for, or null where the key is none of the grid's. */
export function keyAction(event: Key, state: KeyState): KeyAction | null {
  return state.header >= 0 ? headerAction(event, state) : cellAction(event, state);
}

function headerAction({ key, altKey }: Key, { header, firstRow, columns }: KeyState): KeyAction | null {
  if (key === 'ArrowDown' && altKey) return { kind: 'menu', column: header };
  const moved = moveHeaderByKey(key, header, columns);
  if (moved === null) return null;
  if (moved === 'rows') return { kind: 'select', place: { row: firstRow, column: header }, extend: false };
  return { kind: 'header', column: moved };
}

function cellAction(event: Key, { focus, rows, columns, page }: KeyState): KeyAction | null {
  const jump = event.ctrlKey || event.metaKey;
  if (jump && event.key.toLowerCase() === 'c') return { kind: 'copy' };
  if (jump && event.key.toLowerCase() === 'a') return { kind: 'select all' };
  if (event.key === 'Enter') return { kind: 'open', of: event.shiftKey ? 'row' : 'cell' };
  if (event.key === 'ArrowUp' && focus.row === 0 && !event.shiftKey) return { kind: 'header', column: focus.column };
  const place = moveByKey(focus, event.key, jump, { rows, columns, page });
  return place === null ? null : { kind: 'select', place, extend: event.shiftKey };
}
