import { useMemo, useRef } from 'react';
import { chordMatches, keysOf, useCommands, type Command } from '../../state/commands.ts';
import { lakeStatus } from '../../state/lake.ts';
import { CELL_COMMANDS, NOTEBOOK_COMMANDS, type NotebookCommandId } from '../../state/notebook-keys.ts';
import { CELL_RUNS, select } from './cell-commands.ts';
import { PREVIEW_ROWS } from './runner.ts';
import type { NotebookSession } from './session.ts';

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
    if (cell === undefined || session.reading.get()) return;
    const twice = before.current.key === event.key && Date.now() - before.current.at < SECOND_PRESS;
    before.current = { key: twice ? '' : event.key, at: Date.now() };
    const plain = !event.altKey && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (plain && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      event.stopPropagation();
      return select(session, event.key === 'ArrowUp' ? -1 : 1);
    }
    const found = CELL_COMMANDS.find(command => {
      const [first = '', second] = (keysOf(command) ?? '').split(' ');
      return first !== '' && chordMatches(first, event.nativeEvent) && (second === undefined || twice);
    });
    if (found === undefined) return;
    const { edits, run } = CELL_RUNS[found.id];
    if (edits && session.origin === 'shipped') return;
    event.preventDefault();
    event.stopPropagation();
    run(session, cell);
  };
}

export interface NotebookDialogs {
  save(): void;
  open(dialog: 'history' | 'keys' | 'graph' | 'versions'): void;
}

/** The commands of a notebook, for the palette, the menu and the keys that work everywhere in it. */
export function useNotebookCommands(session: NotebookSession, dialogs: NotebookDialogs, active: boolean): void {
  const commands = useMemo<readonly Command[]>(() => {
    if (!active) return [];
    const runs = commandRuns(session, dialogs);
    return [
      ...NOTEBOOK_COMMANDS.map<Command>(command => ({
        ...command,
        whileTyping: 'keys' in command,
        run: runs[command.id],
      })),
      ...CELL_COMMANDS.map<Command>(({ id, title, group }) => ({
        ...{ id, title, group, hidden: true },
        run: () => {
          const cell = session.cell(session.focus.get().cellId);
          if (cell !== undefined) CELL_RUNS[id].run(session, cell);
        },
      })),
    ];
  }, [session, dialogs, active]);
  useCommands(commands);
}

function commandRuns(session: NotebookSession, dialogs: NotebookDialogs): Record<NotebookCommandId, () => void> {
  const { runner } = session;
  const all = () => session.notebook.cells.map(cell => cell.id);
  const current = () => session.focus.get().cellId ?? '';
  const add = (kind: 'sql' | 'text') => session.insert(kind, session.notebook.cells.length);
  return {
    'notebook.runCell': () => void runner.run([current()]),
    'notebook.previewCell': () => void runner.run([current()], { previewRows: PREVIEW_ROWS }),
    'notebook.runAbove': () => void runner.run(all().slice(0, session.indexOf(current()))),
    'notebook.runStale': () => void runner.run(runner.staleCells(lakeStatus.get()?.snapshotId ?? 0)),
    'notebook.runAll': () => void runner.run(all()),
    'notebook.cancelAll': () => runner.cancelAll(),
    'notebook.save': () => dialogs.save(),
    'notebook.reading': () => session.reading.set(on => !on),
    'notebook.arrange': () => {
      if (session.origin !== 'own') return;
      session.arranging.set(on => !on || !session.reading.get());
      session.reading.set(true);
    },
    'notebook.graph': () => dialogs.open('graph'),
    'notebook.versions': () => dialogs.open('versions'),
    'notebook.history': () => dialogs.open('history'),
    'notebook.keys': () => dialogs.open('keys'),
    'notebook.addSql': () => add('sql'),
    'notebook.addText': () => add('text'),
  };
}
