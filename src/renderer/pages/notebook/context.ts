import { createContext, use } from 'react';
import { useStore } from '../../state/store.ts';
import { useLakeStatus } from '../../state/lake.ts';
import type { Cell, Notebook } from '../../../shared/domain/notebook.ts';
import { cellName } from '../../../shared/domain/notebook.ts';
import { lastResult, type CellResult, type CellRun, type Staleness } from './cell-run.ts';
import type { NotebookSession } from './session.ts';

export const SessionContext = createContext<NotebookSession | null>(null);

/** The notebook that a component is in. */
export function useSession(): NotebookSession {
  const session = use(SessionContext);
  if (session === null) throw new Error('this belongs inside a notebook');
  return session;
}

export const useNotebook = (): Notebook => useStore(useSession().document).notebook;

export const useReading = (): boolean => useStore(useSession().reading);

export function useRun(cellId: string): CellRun | undefined {
  return useStore(useSession().runner.runs).get(cellId);
}

/** The last result of the SQL cell with this name, and its run. */
export function useNamedResult(name: string): {
  cell: Cell | undefined;
  run: CellRun | undefined;
  result: CellResult | null;
} {
  const notebook = useNotebook();
  const runs = useStore(useSession().runner.runs);
  const cell = notebook.cells.find(each => each.kind === 'sql' && name !== '' && cellName(each) === name);
  const run = cell === undefined ? undefined : runs.get(cell.id);
  return { cell, run, result: lastResult(run) };
}

/** The SQL cell whose result a cell shows: itself, or the one that a chart or a figure is of. */
export function useSource(cell: Cell): Cell | undefined {
  const { cells } = useNotebook();
  if (cell.kind !== 'chart' && cell.kind !== 'kpi') return cell;
  return cells.find(each => each.kind === 'sql' && cell.of !== '' && cellName(each) === cell.of);
}

export function useStaleness(cell: Cell): Staleness | null {
  const session = useSession();
  useStore(session.document);
  useStore(session.runner.runs);
  const snapshotId = useLakeStatus()?.snapshotId ?? 0;
  return session.runner.staleness(cell, snapshotId);
}
