import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { cellName, type Cell, type CellKind } from '../../../shared/domain/notebook.ts';
import { problemOf, type Problem } from '../../rpc/problem.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { navigate, href } from '../../state/router.ts';
import { createStore, useStore } from '../../state/store.ts';
import { ProblemState } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState, Notice, SkeletonRows } from '../../ui/states.tsx';
import { isBusy } from './cell-run.ts';
import { CellFrame } from './cell-frame.tsx';
import { KIND_ICONS, KIND_TITLES } from './cell-kinds.ts';
import { SessionContext, useNotebook, useReading, useSession } from './context.ts';
import { GraphDialog } from './graph-dialog.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { useCellKeys, useNotebookCommands } from './keyboard.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { openNotebook, renameTab } from './open-notebooks.ts';
import { SaveDialog } from './save-dialog.tsx';
import type { NotebookSession } from './session.ts';
import { NotebookToolbar } from './toolbar.tsx';
import { VersionsDialog } from './versions-dialog.tsx';

type Opened = { kind: 'loading' } | { kind: 'ready'; session: NotebookSession } | { kind: 'failed'; problem: Problem };

/** One notebook by its ref, with its toolbar. Give it a `key`: another ref is another view. */
export function NotebookView({ notebookRef, onSplit }: { notebookRef: string; onSplit?: () => void }) {
  const [opened, setOpened] = useState<Opened>({ kind: 'loading' });
  useEffect(() => {
    let gone = false;
    openNotebook(notebookRef)
      .then(session => !gone && setOpened({ kind: 'ready', session }))
      .catch((error: unknown) => !gone && setOpened({ kind: 'failed', problem: problemOf(error) }));
    return () => {
      gone = true;
    };
  }, [notebookRef]);
  if (opened.kind === 'loading') return <SkeletonRows rows={10} label="Opening the notebook" />;
  if (opened.kind === 'failed') return <ProblemState problem={opened.problem} />;
  return (
    <SessionContext value={opened.session}>
      <OpenNotebook onSplit={onSplit} />
    </SessionContext>
  );
}

function OpenNotebook({ onSplit }: { onSplit?: () => void }) {
  const session = useSession();
  const reading = useReading();
  const [dialog, setDialog] = useState<'save' | 'history' | 'keys' | 'graph' | 'versions' | null>(null);
  const save = useCallback(() => {
    if (session.untitled || session.origin === 'shipped') setDialog('save');
    else void session.save();
  }, [session]);
  const dialogs = useMemo(() => ({ save, open: setDialog }), [save]);
  const [active, activate] = useActiveSession(session);
  useNotebookCommands(session, dialogs, active);
  useDashboard(session);
  return (
    <div className="nb" data-reading={reading || undefined} onFocusCapture={activate} onPointerDownCapture={activate}>
      <NotebookToolbar dialogs={dialogs} onSplit={onSplit} />
      <Notices />
      <Picks />
      <Cells />
      <KeysDialog isOpen={dialog === 'keys'} onClose={() => setDialog(null)} />
      <GraphDialog isOpen={dialog === 'graph'} onClose={() => setDialog(null)} />
      <VersionsDialog isOpen={dialog === 'versions'} onClose={() => setDialog(null)} />
      <HistoryDialog isOpen={dialog === 'history'} onClose={() => setDialog(null)} />
      <SaveDialog
        isOpen={dialog === 'save'}
        onClose={() => setDialog(null)}
        onSaved={ref => {
          setDialog(null);
          renameTab(session.ref, ref);
          navigate(href('notebooks', ref), { replace: true });
        }}
      />
    </div>
  );
}

const activeSession = createStore<NotebookSession | null>(null);

/** Of two notebooks side by side the keys go to the one that was last touched. */
function useActiveSession(session: NotebookSession): [active: boolean, activate: () => void] {
  const active = useStore(activeSession);
  useEffect(() => {
    activeSession.set(session);
    return () => activeSession.set(current => (current === session ? null : current));
  }, [session]);
  return [active === session || active === null, () => activeSession.set(session)];
}

/**
 * What ships with the app shows its figures when it is opened, and follows new data; everything else waits to be run.
 * Data that land while cells run are followed when those have ended. A cell runs once for each state of the lakehouse,
 * so that one that fails or is cancelled isn't tried for ever.
 */
function useDashboard(session: NotebookSession): void {
  const reading = useReading();
  const snapshotId = useLakeStatus()?.snapshotId ?? 0;
  const idle = ![...useStore(session.runner.runs).values()].some(isBusy);
  const askedFor = useRef(new Map<string, number>());
  useEffect(() => {
    if (session.origin !== 'shipped' || !reading || session.safeMode !== null || snapshotId === 0 || !idle) return;
    const runs = session.runner.runs.get();
    const stale = new Set(session.runner.staleCells(snapshotId));
    const wanted = session.notebook.cells.filter(
      cell =>
        cell.kind === 'sql' &&
        (!runs.has(cell.id) || stale.has(cell.id)) &&
        (askedFor.current.get(cell.id) ?? 0) < snapshotId,
    );
    for (const cell of wanted) askedFor.current.set(cell.id, snapshotId);
    if (wanted.length > 0) void session.runner.run(wanted.map(cell => cell.id));
  }, [session, reading, snapshotId, idle]);
}

function Notices() {
  const session = useSession();
  const saved = useStore(session.saved);
  const [seen, setSeen] = useState(false);
  return (
    <>
      {session.safeMode !== null && !seen && (
        <Notice
          tone="warn"
          actions={<IconButton icon="close" label="Dismiss" size="small" onPress={() => setSeen(true)} />}
        >
          Tracklake stopped while{' '}
          {session.safeMode.cells.length === 1 ? 'a cell of this notebook was' : 'cells of this notebook were'} running.
          Nothing runs by itself until you run it.
        </Notice>
      )}
      {session.recovered && !seen && (
        <Notice actions={<IconButton icon="close" label="Dismiss" size="small" onPress={() => setSeen(true)} />}>
          What you had typed and not saved is back.
        </Notice>
      )}
      {saved.kind === 'conflict' && (
        <Notice tone="error">
          The file was changed by something else. What you typed is kept in the journal; save it under another name.
        </Notice>
      )}
      {saved.kind === 'failed' && <Notice tone="error">Not saved: {saved.message}</Notice>}
    </>
  );
}

/** The choices made in charts; every chart with those columns follows them. */
function Picks() {
  const session = useSession();
  const picks = useStore(session.picks);
  if (picks.length === 0) return null;
  return (
    <div className="nb-picks" role="group" aria-label="Selections">
      {picks.map(({ cellId, narrowing }) => (
        <span key={cellId} className="grid-pill">
          <span className="truncate">
            {narrowing.kind === 'value'
              ? `${narrowing.column} is ${narrowing.value}`
              : `${narrowing.column} from ${day(narrowing.from)} to ${day(narrowing.to)}`}
          </span>
          <IconButton icon="close" label="Remove selection" size="small" onPress={() => session.pick(cellId, null)} />
        </span>
      ))}
    </div>
  );
}

const day = (value: number | string): string =>
  typeof value === 'number' ? value.toFixed(2) : value.replace('~', '').slice(0, 10);

function Cells() {
  const session = useSession();
  const { cells, title } = useNotebook();
  const reading = useReading();
  const onKeyDown = useCellKeys(session);
  const arranging = useStore(session.arranging) && reading;
  const shown = reading ? cells.filter(cell => !cell.collapsed) : cells;
  const leftOut = arranging ? cells.filter(cell => cell.collapsed) : [];
  return (
    <div className="nb-scroll">
      <div className="nb-cells" onKeyDown={onKeyDown}>
        <h1 className={reading ? 'nb-title' : 'visually-hidden'}>{title === '' ? 'Untitled notebook' : title}</h1>
        {shown.map(cell => (
          <CellFrame key={cell.id} cell={cell} />
        ))}
        {cells.length === 0 && (
          <EmptyState icon="notebook" title="An empty notebook">
            Add a SQL cell to ask the first question.
          </EmptyState>
        )}
        {leftOut.length > 0 && <LeftOut cells={leftOut} />}
        {!reading && session.origin === 'own' && <AddCell />}
      </div>
    </div>
  );
}

/** While tiles are arranged: those that the reading view does not show. */
function LeftOut({ cells }: { cells: readonly Cell[] }) {
  const session = useSession();
  return (
    <div className="nb-left-out" role="group" aria-label="Left out of the reading view">
      <span className="faint">Left out</span>
      {cells.map(cell => (
        <Button
          key={cell.id}
          size="small"
          icon={KIND_ICONS[cell.kind]}
          onPress={() => session.restyle({ ...cell, collapsed: false })}
        >
          {`Show ${nameToShow(cell)}`}
        </Button>
      ))}
    </div>
  );
}

const nameToShow = (cell: Cell): string =>
  ('of' in cell && cell.of !== '' ? `${KIND_TITLES[cell.kind].toLowerCase()} of ${cell.of}` : cellName(cell)) ||
  `a ${KIND_TITLES[cell.kind]} cell`;

const KINDS: readonly CellKind[] = ['sql', 'text', 'chart', 'input', 'kpi'];

function AddCell() {
  const session = useSession();
  return (
    <div className="nb-add" role="group" aria-label="Add a cell">
      {KINDS.map(kind => (
        <Button
          key={kind}
          size="small"
          variant="quiet"
          icon={KIND_ICONS[kind]}
          onPress={() => session.insert(kind, session.notebook.cells.length)}
        >
          {KIND_TITLES[kind]}
        </Button>
      ))}
    </div>
  );
}
