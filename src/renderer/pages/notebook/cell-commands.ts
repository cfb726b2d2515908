import type { Cell } from '../../../shared/domain/notebook.ts';
import type { CellCommandId } from '../../state/notebook-keys.ts';
import { isBusy } from './cell-run.ts';
import { selectNext } from './sql-cell.tsx';
import type { NotebookSession } from './session.ts';

export interface CellCommand {
  /** Left out in notebooks that can't be changed. */
  edits: boolean;
  run(session: NotebookSession, cell: Cell): void;
}

const edit = (run: CellCommand['run']): CellCommand => ({ edits: true, run });
const look = (run: CellCommand['run']): CellCommand => ({ edits: false, run });

/** What each key of the command mode does. */
export const CELL_RUNS: Record<CellCommandId, CellCommand> = {
  'cell.edit': edit((session, cell) => session.focus.set({ cellId: cell.id, mode: 'edit' })),
  'cell.above': look(session => select(session, -1)),
  'cell.below': look(session => select(session, 1)),
  'cell.insertAbove': edit((session, cell) => session.insert('sql', session.indexOf(cell.id))),
  'cell.insertBelow': edit((session, cell) => session.insert('sql', session.indexOf(cell.id) + 1)),
  'cell.delete': edit((session, cell) => session.remove(cell.id)),
  'cell.duplicate': edit((session, cell) => session.duplicate(cell.id)),
  'cell.toText': edit((session, cell) => session.convert(cell.id, 'text')),
  'cell.toSql': edit((session, cell) => session.convert(cell.id, 'sql')),
  'cell.collapse': look((session, cell) => session.change({ ...cell, collapsed: !cell.collapsed })),
  'cell.flip': look(flip),
  'cell.undo': edit(session => session.undo()),
  'cell.redo': edit(session => session.redo()),
  'cell.moveUp': edit((session, cell) => session.move(cell.id, -1)),
  'cell.moveDown': edit((session, cell) => session.move(cell.id, 1)),
  'cell.runAndGoOn': look(runAndGoOn),
  'cell.cancel': look((session, cell) => session.runner.cancel(cell.id)),
};

export function select(session: NotebookSession, by: number): void {
  const { cellId } = session.focus.get();
  const { cells } = session.notebook;
  const at = cellId === null ? 0 : session.indexOf(cellId) + by;
  const next = cells[Math.max(0, Math.min(cells.length - 1, at))];
  if (next !== undefined) session.focus.set({ cellId: next.id, mode: 'command' });
}

function flip(session: NotebookSession, cell: Cell): void {
  if (cell.kind === 'sql') session.change({ ...cell, view: cell.view === 'table' ? 'chart' : 'table' });
}

function runAndGoOn(session: NotebookSession, cell: Cell): void {
  if (!isBusy(session.runner.runs.get().get(cell.id))) void session.runner.run([cell.id]);
  selectNext(session, cell.id);
}
