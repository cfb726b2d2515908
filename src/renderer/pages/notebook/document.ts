import type { Cell, Notebook } from '../../../shared/domain/notebook.ts';

/** A notebook as it is edited, with what can be undone. Texts are undone in their editors; this holds the structure. */
export interface DocumentState {
  notebook: Notebook;
  undo: readonly Notebook[];
  redo: readonly Notebook[];
}

const MOST_UNDO = 100;

export const openDocument = (notebook: Notebook): DocumentState => ({ notebook, undo: [], redo: [] });

/** A change of order, number or kind of cells: one step to undo. */
export function restructure(state: DocumentState, cells: Cell[]): DocumentState {
  return {
    notebook: { ...state.notebook, cells },
    undo: [...state.undo.slice(-MOST_UNDO + 1), state.notebook],
    redo: [],
  };
}

/** A change inside one cell: no step of its own, its editor has them. */
export function changeCell(state: DocumentState, next: Cell): DocumentState {
  return {
    ...state,
    notebook: { ...state.notebook, cells: state.notebook.cells.map(cell => (cell.id === next.id ? next : cell)) },
  };
}

export const retitle = (state: DocumentState, title: string): DocumentState => ({
  ...state,
  notebook: { ...state.notebook, title },
});

export function undo(state: DocumentState): DocumentState {
  const before = state.undo.at(-1);
  if (before === undefined) return state;
  return {
    notebook: withTexts(before, state.notebook),
    undo: state.undo.slice(0, -1),
    redo: [...state.redo, state.notebook],
  };
}

export function redo(state: DocumentState): DocumentState {
  const next = state.redo.at(-1);
  if (next === undefined) return state;
  return {
    notebook: withTexts(next, state.notebook),
    undo: [...state.undo, state.notebook],
    redo: state.redo.slice(0, -1),
  };
}

/** The structure of one notebook with what has been typed since, so that undoing a move loses no words. */
function withTexts(structure: Notebook, latest: Notebook): Notebook {
  const byId = new Map(latest.cells.map(cell => [cell.id, cell]));
  return {
    ...structure,
    title: latest.title,
    cells: structure.cells.map(cell => {
      const now = byId.get(cell.id);
      if (now === undefined || now.kind !== cell.kind) return cell;
      return { ...now, span: cell.span, collapsed: cell.collapsed };
    }),
  };
}

export function insertCell(cells: readonly Cell[], cell: Cell, at: number): Cell[] {
  return [...cells.slice(0, at), cell, ...cells.slice(at)];
}

export function moveCell(cells: readonly Cell[], id: string, to: number): Cell[] {
  const cell = cells.find(each => each.id === id);
  if (cell === undefined) return [...cells];
  const rest = cells.filter(each => each.id !== id);
  return insertCell(rest, cell, Math.max(0, Math.min(rest.length, to)));
}
