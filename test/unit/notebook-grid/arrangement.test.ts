import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AS_IT_CAME,
  arrangedColumns,
  freezeColumn,
  hideColumn,
  moveColumn,
  showColumn,
  shownColumns,
  type Arrangement,
} from '../../../src/renderer/grid/arrangement.ts';
import {
  drawnPlaces,
  heldColumns,
  heldMark,
  layoutColumns,
  placeUnder,
  visibleColumns,
} from '../../../src/renderer/grid/columns.ts';
import { withinColumns } from '../../../src/renderer/grid/selection.ts';

const COLUMNS = 5;
const order = (arrangement: Arrangement) => shownColumns(COLUMNS, arrangement).order;

describe('arranging columns', () => {
  it('shows them as they came until somebody moves one', () => {
    expect(order(AS_IT_CAME)).toEqual([0, 1, 2, 3, 4]);
    const moved = moveColumn(COLUMNS, moveColumn(COLUMNS, AS_IT_CAME, 0, 1), 0, 1);
    expect(order(moved)).toEqual([1, 2, 0, 3, 4]);
    expect(order(moveColumn(COLUMNS, moved, 0, -1))).toEqual([1, 0, 2, 3, 4]);
  });

  it('moves past hidden columns, which come back where they were', () => {
    const hidden = hideColumn(COLUMNS, AS_IT_CAME, 1);
    const moved = moveColumn(COLUMNS, hidden, 0, 1);
    expect(order(moved)).toEqual([2, 0, 3, 4]);
    expect(order(showColumn(moved, 1))).toEqual([2, 1, 0, 3, 4]);
  });

  it('holds frozen columns at the left, in the order of freezing, and gives them back their place', () => {
    const frozen = freezeColumn(freezeColumn(AS_IT_CAME, 3, true), 1, true);
    expect(shownColumns(COLUMNS, frozen)).toEqual({ order: [3, 1, 0, 2, 4], frozen: 2 });
    expect(order(moveColumn(COLUMNS, frozen, 1, -1))).toEqual([1, 3, 0, 2, 4]);
    expect(order(moveColumn(COLUMNS, frozen, 2, -1))).toEqual([3, 1, 2, 0, 4]);
    expect(order(freezeColumn(frozen, 3, false))).toEqual([1, 0, 2, 3, 4]);
    expect(shownColumns(COLUMNS, hideColumn(COLUMNS, frozen, 3))).toEqual({ order: [1, 0, 2, 4], frozen: 1 });
  });

  it('changes nothing where there is nowhere to go, and never hides the last column', () => {
    const frozen = freezeColumn(AS_IT_CAME, 2, true);
    expect(moveColumn(COLUMNS, frozen, 2, 1)).toBe(frozen);
    expect(moveColumn(COLUMNS, frozen, 0, -1)).toBe(frozen);
    expect(moveColumn(COLUMNS, AS_IT_CAME, 4, 1)).toBe(AS_IT_CAME);
    expect(hideColumn(1, AS_IT_CAME, 0)).toBe(AS_IT_CAME);
  });

  it('keeps every column exactly once whatever is done', () => {
    const step = fc.record({
      kind: fc.constantFrom('hide', 'show', 'freeze', 'unfreeze', 'left', 'right'),
      column: fc.nat(COLUMNS - 1),
    });
    const doStep = (before: Arrangement, { kind, column }: { kind: string; column: number }): Arrangement => {
      if (kind === 'hide') return hideColumn(COLUMNS, before, column);
      if (kind === 'show') return showColumn(before, column);
      if (kind === 'left' || kind === 'right') return moveColumn(COLUMNS, before, column, kind === 'left' ? -1 : 1);
      return freezeColumn(before, column, kind === 'freeze');
    };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), steps => {
        const after = steps.reduce(doStep, AS_IT_CAME);
        const shown = order(after);
        expect(arrangedColumns(COLUMNS, after).toSorted()).toEqual([0, 1, 2, 3, 4]);
        expect([...shown, ...after.hidden].toSorted()).toEqual([0, 1, 2, 3, 4]);
        expect(shown.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe('the layout of frozen columns', () => {
  const widths = Array.from({ length: 100 }, () => 100);
  const layout = layoutColumns(widths, 2);

  it('draws held columns, and of the others those that are not under them', () => {
    expect(visibleColumns(layout, 0, 600)).toEqual({ first: 2, last: 6 });
    expect(visibleColumns(layout, 5000, 5600)).toEqual({ first: 51, last: 56 });
    expect(drawnPlaces(layout, 51, 53, -1)).toEqual([0, 1, 51, 52, 53]);
    expect(drawnPlaces(layout, 51, 53, 7)).toEqual([0, 1, 7, 51, 52, 53]);
    expect(drawnPlaces(layout, 51, 53, 90)).toEqual([0, 1, 51, 52, 53, 90]);
    expect(drawnPlaces(layout, 51, 53, 1)).toEqual([0, 1, 51, 52, 53]);
  });

  it('draws each column once where all of them are held', () => {
    const all = layoutColumns([100, 100], 2);
    const { first, last } = visibleColumns(all, 0, 600);
    expect(drawnPlaces(all, first, last, 0)).toEqual([0, 1]);
  });

  it('finds the column under a point, held or scrolled', () => {
    expect(placeUnder(layout, 150, 5000)).toBe(1);
    expect(placeUnder(layout, 250, 5000)).toBe(52);
    expect([0, 1, 2].map(place => heldMark(layout, place))).toEqual(['inner', 'edge', undefined]);
  });

  it('lets go of frozen columns that would leave no room for the others', () => {
    expect(heldColumns(widths, 3, 1000)).toBe(3);
    expect(heldColumns(widths, 3, 400)).toBe(2);
    expect(heldColumns(widths, 3, 0)).toBe(0);
  });

  it('keeps a selection within the columns that are left', () => {
    const selection = { anchor: { row: 1, column: 9 }, focus: { row: 4, column: 2 } };
    expect(withinColumns(selection, 4)).toEqual({ anchor: { row: 1, column: 3 }, focus: { row: 4, column: 2 } });
  });
});
