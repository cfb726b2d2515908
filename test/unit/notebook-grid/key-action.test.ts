import { describe, expect, it } from 'vitest';
import { keyAction, type Key, type KeyState } from '../../../src/renderer/grid/key-action.ts';

const press = (key: string, held: Partial<Key> = {}): Key => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});
const inCells = (row: number, column: number): KeyState => ({
  header: -1,
  focus: { row, column },
  firstRow: 40,
  rows: 1000,
  columns: 5,
  page: 20,
});
const onHeader = (header: number): KeyState => ({ ...inCells(0, header), header });

describe('a key in the grid', () => {
  it('moves the cell that has the focus, and with Shift the end of the selection', () => {
    expect(keyAction(press('ArrowRight'), inCells(3, 1))).toEqual({
      kind: 'select',
      place: { row: 3, column: 2 },
      extend: false,
    });
    expect(keyAction(press('PageDown', { shiftKey: true }), inCells(3, 1))).toEqual({
      kind: 'select',
      place: { row: 23, column: 1 },
      extend: true,
    });
    expect(keyAction(press('End', { ctrlKey: true }), inCells(3, 1))).toMatchObject({ place: { row: 999, column: 4 } });
  });

  it('copies, selects all and opens a value or its row', () => {
    expect(keyAction(press('C', { metaKey: true }), inCells(3, 1))).toEqual({ kind: 'copy' });
    expect(keyAction(press('a', { ctrlKey: true }), inCells(3, 1))).toEqual({ kind: 'select all' });
    expect(keyAction(press('Enter'), inCells(3, 1))).toEqual({ kind: 'open', of: 'cell' });
    expect(keyAction(press('Enter', { shiftKey: true }), inCells(3, 1))).toEqual({ kind: 'open', of: 'row' });
  });

  it('goes from the first row to its header and back to the first row on the screen', () => {
    expect(keyAction(press('ArrowUp'), inCells(0, 2))).toEqual({ kind: 'header', column: 2 });
    expect(keyAction(press('ArrowDown'), onHeader(2))).toMatchObject({ kind: 'select', place: { row: 40, column: 2 } });
    expect(keyAction(press('ArrowDown', { altKey: true }), onHeader(2))).toEqual({ kind: 'menu', column: 2 });
  });

  it('is left to others where the grid has no use for it', () => {
    expect(keyAction(press('x'), inCells(3, 1))).toBeNull();
    expect(keyAction(press('c'), inCells(3, 1))).toBeNull();
  });
});
