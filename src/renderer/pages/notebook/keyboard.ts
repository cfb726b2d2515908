import { useMemo, useRef } from 'react';
import type { Cell } from '../../../shared/domain/notebook.ts';
import { useCommands, type Command } from '../../state/commands.ts';
import { lakeStatus } from '../../state/lake.ts';
import { isBusy } from './cell-run.ts';
import { selectNext } from './sql-cell.tsx';
import type { NotebookSession } from './session.ts';

/** Keys of the command mode, as in Jupyter; they work while a cell is selected and nothing is being typed. */
export interface CellKey {
  keys: string;
  title: string;
  /** Left out in notebooks that can't be changed. */
  edits: boolean;
  run(session: NotebookSession, cell: Cell): void;
}

const select = (session: NotebookSession, by: number): void => {
  const { cellId } = session.focus.get();
  const { cells } = session.notebook;
  const at = cellId === null ? 0 : session.indexOf(cellId) + by;
  const next = cells[Math.max(0, Math.min(cells.length - 1, at))];
  if (next !== undefined) session.focus.set({ cellId: next.id, mode: 'command' });
};

export const CELL_KEYS: readonly CellKey[] = [
  {
    keys: 'Enter',
    title: 'Edit the cell',
    edits: true,
    run: (session, cell) => session.focus.set({ cellId: cell.id, mode: 'edit' }),
  },
  { keys: 'ArrowUp', title: 'Select the cell above', edits: false, run: session => select(session, -1) },
  { keys: 'K', title: 'Select the cell above', edits: false, run: session => select(session, -1) },
  { keys: 'ArrowDown', title: 'Select the cell below', edits: false, run: session => select(session, 1) },
  { keys: 'J', title: 'Select the cell below', edits: false, run: session => select(session, 1) },
  {
    keys: 'A',
    title: 'Insert a SQL cell above',
    edits: true,
    run: (session, cell) => session.insert('sql', session.indexOf(cell.id)),
  },
  {
    keys: 'B',
    title: 'Insert a SQL cell below',
    edits: true,
    run: (session, cell) => session.insert('sql', session.indexOf(cell.id) + 1),
  },
  { keys: 'D D', title: 'Delete the cell', edits: true, run: (session, cell) => session.remove(cell.id) },
  { keys: 'Shift+D', title: 'Duplicate the cell', edits: true, run: (session, cell) => session.duplicate(cell.id) },
  { keys: 'M', title: 'Make it a text cell', edits: true, run: (session, cell) => session.convert(cell.id, 'text') },
  { keys: 'Y', title: 'Make it a SQL cell', edits: true, run: (session, cell) => session.convert(cell.id, 'sql') },
  {
    keys: 'O',
    title: 'Collapse or expand',
    edits: false,
    run: (session, cell) => session.change({ ...cell, collapsed: !cell.collapsed }),
  },
  { keys: 'T', title: 'Flip between table and chart', edits: false, run: flip },
  { keys: 'Z', title: 'Undo a change of cells', edits: true, run: session => session.undo() },
  { keys: 'Shift+Z', title: 'Redo it', edits: true, run: session => session.redo() },
  { keys: 'Alt+ArrowUp', title: 'Move the cell up', edits: true, run: (session, cell) => session.move(cell.id, -1) },
  { keys: 'Alt+ArrowDown', title: 'Move the cell down', edits: true, run: (session, cell) => session.move(cell.id, 1) },
  { keys: 'Shift+Enter', title: 'Run and go to the next', edits: false, run: runAndGoOn },
  { keys: 'I I', title: 'Cancel the cell', edits: false, run: (session, cell) => session.runner.cancel(cell.id) },
];

function flip(session: NotebookSession, cell: Cell): void {
  if (cell.kind === 'sql') session.change({ ...cell, view: cell.view === 'table' ? 'chart' : 'table' });
}

function runAndGoOn(session: NotebookSession, cell: Cell): void {
  if (!isBusy(session.runner.runs.get().get(cell.id))) void session.runner.run([cell.id]);
  selectNext(session, cell.id);
}

const SECOND_PRESS = 600;

/** Listens for the command keys on the cells' own place, so that grids, editors and menus keep theirs. */
export function useCellKeys(session: NotebookSession): (event: React.KeyboardEvent<HTMLElement>) => void {
  const before = useRef({ key: '', at: 0 });
  return event => {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented || !event.currentTarget.contains(target)) return;
    if (target.closest('input, textarea, select, [contenteditable], .monaco-editor, .grid, .nb-shelf') !== null) return;
    if (event.key === 'Enter' && target.closest('button, a') !== null) return;
    const { cellId } = session.focus.get();
    const cell = session.cell(cellId);
    if (cell === undefined || session.reading.get() || event.ctrlKey || event.metaKey) return;
    const pressed = `${event.altKey ? 'Alt+' : ''}${event.shiftKey ? 'Shift+' : ''}${event.key.length === 1 ? event.key.toUpperCase() : event.key}`;
    const twice = before.current.key === pressed && Date.now() - before.current.at < SECOND_PRESS;
    before.current = { key: twice ? '' : pressed, at: Date.now() };
    const found = CELL_KEYS.find(each => each.keys === pressed || (twice && each.keys === `${pressed} ${pressed}`));
    if (found === undefined || (found.edits && session.origin === 'shipped')) return;
    event.preventDefault();
    event.stopPropagation();
    found.run(session, cell);
  };
}

/** The commands of a notebook, for the palette, the menu and the keys that work everywhere in it. */
export function useNotebookCommands(
  session: NotebookSession,
  more: { save: () => void; history: () => void; keys: () => void },
  active: boolean,
): void {
  const { save, history, keys } = more;
  const commands = useMemo<readonly Command[]>(() => {
    if (!active) return [];
    const group = 'Notebook';
    const all = () => session.notebook.cells.map(cell => cell.id);
    const current = () => session.focus.get().cellId;
    const above = () => all().slice(0, session.indexOf(current() ?? ''));
    const stale = () => session.runner.staleCells(lakeStatus.get()?.snapshotId ?? 0);
    return [
      {
        id: 'notebook.runCell',
        title: 'Run cell',
        group,
        icon: 'play',
        keys: 'Mod+Enter',
        whileTyping: true,
        run: () => void session.runner.run([current() ?? '']),
      },
      {
        id: 'notebook.runAbove',
        title: 'Run cells above',
        group,
        icon: 'play',
        run: () => void session.runner.run(above()),
      },
      {
        id: 'notebook.runStale',
        title: 'Run stale cells',
        group,
        icon: 'refresh',
        keys: 'Mod+Shift+Enter',
        whileTyping: true,
        run: () => void session.runner.run(stale()),
      },
      { id: 'notebook.runAll', title: 'Run all cells', group, icon: 'play', run: () => void session.runner.run(all()) },
      {
        id: 'notebook.cancelAll',
        title: 'Cancel all running cells',
        group,
        icon: 'stop',
        run: () => session.runner.cancelAll(),
      },
      { id: 'notebook.save', title: 'Save notebook', group, icon: 'save', keys: 'Mod+S', whileTyping: true, run: save },
      {
        id: 'notebook.reading',
        title: 'Reading view on or off',
        group,
        icon: 'eye',
        keys: 'Mod+Shift+E',
        whileTyping: true,
        run: () => session.reading.set(on => !on),
      },
      { id: 'notebook.history', title: 'Query history', group, icon: 'history', run: history },
      { id: 'notebook.keys', title: 'Keys in a notebook', group, icon: 'keyboard', run: keys },
      {
        id: 'notebook.addSql',
        title: 'Add SQL cell',
        group,
        icon: 'code',
        run: () => session.insert('sql', session.notebook.cells.length),
      },
      {
        id: 'notebook.addText',
        title: 'Add text cell',
        group,
        icon: 'text',
        run: () => session.insert('text', session.notebook.cells.length),
      },
      ...CELL_KEYS.map<Command>(key => ({
        id: `notebook.key.${key.keys}`,
        title: `${key.title} (${key.keys})`,
        group: 'Notebook, while a cell is selected',
        hidden: true,
        run: () => {
          const cell = session.cell(current());
          if (cell !== undefined) key.run(session, cell);
        },
      })),
    ];
  }, [session, save, history, keys, active]);
  useCommands(commands);
}
