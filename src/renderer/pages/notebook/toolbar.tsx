import { toIpynb } from '../../../shared/domain/notebook-ipynb.ts';
import { printNotebook } from '../../../shared/domain/notebook-format.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import { useLakeStatus } from '../../state/lake.ts';
import { href, navigate } from '../../state/router.ts';
import { useStore } from '../../state/store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { plural } from '../../ui/format.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { Toolbar, ToolbarGap, ToolbarLine } from '../../ui/panel.tsx';
import { toast } from '../../ui/toast.tsx';
import { isBusy, lastResult } from './cell-run.ts';
import { downloadBlob, fileName } from './chart-panel.tsx';
import { useNotebook, useReading, useSession } from './context.ts';
import { renderOutputs, toHtml } from './export-notebook.ts';
import type { NotebookDialogs } from './keyboard.ts';
import { printReading } from './print-notebook.ts';
import type { NotebookSession, SaveState } from './session.ts';

/** Over a notebook: its name, running, undoing, and where it goes. */
export function NotebookToolbar({ dialogs, onSplit }: { dialogs: NotebookDialogs; onSplit?: () => void }) {
  const session = useSession();
  const reading = useReading();
  const notebook = useNotebook();
  const { undo, redo } = useStore(session.document);
  const runs = useStore(session.runner.runs);
  const snapshotId = useLakeStatus()?.snapshotId ?? 0;
  const busy = [...runs.values()].some(isBusy);
  const stale = session.runner.staleCells(snapshotId);
  const own = session.origin === 'own';
  const arranging = useStore(session.arranging) && reading;
  return (
    <Toolbar label="Notebook">
      {own ? (
        <input
          className="nb-title-field"
          aria-label="Title"
          value={notebook.title}
          placeholder="Untitled notebook"
          onChange={event => session.setTitle(event.target.value)}
          onKeyDown={event => event.key === 'Enter' && event.currentTarget.blur()}
        />
      ) : (
        <span className="nb-title-field truncate">{notebook.title}</span>
      )}
      {own ? <SaveBadge /> : <Badge>ships with Tracklake</Badge>}
      {!own && reading && <Freshness snapshotId={snapshotId} />}
      <ToolbarGap />
      {busy ? (
        <Button size="small" icon="stop" onPress={() => session.runner.cancelAll()}>
          Cancel all
        </Button>
      ) : (
        <Button size="small" icon="play" onPress={() => void session.runner.run(notebook.cells.map(cell => cell.id))}>
          Run all
        </Button>
      )}
      {stale.length > 0 && !busy && (
        <Button size="small" icon="refresh" onPress={() => void session.runner.run(stale)}>
          {`Run ${plural(stale.length, 'stale cell')}`}
        </Button>
      )}
      <ToolbarLine />
      {own && (!reading || arranging) && (
        <>
          <IconButton
            icon="undo"
            label="Undo"
            size="small"
            isDisabled={undo.length === 0}
            onPress={() => session.undo()}
          />
          <IconButton
            icon="redo"
            label="Redo"
            size="small"
            isDisabled={redo.length === 0}
            onPress={() => session.redo()}
          />
        </>
      )}
      {own ? (
        <IconButton icon="save" label="Save" shortcut="Mod+S" size="small" onPress={() => dialogs.save()} />
      ) : (
        <Button size="small" icon="edit" onPress={() => void editCopy(session)}>
          Edit a copy
        </Button>
      )}
      <IconButton icon="history" label="Query history" size="small" onPress={() => dialogs.open('history')} />
      <Menu label="More" trigger={<IconButton icon="more" label="More" size="small" />}>
        <MenuItem label="How the cells read each other" icon="lineage" onAction={() => dialogs.open('graph')} />
        <MenuItem label="Earlier versions" icon="clock" isDisabled={!own} onAction={() => dialogs.open('versions')} />
        <MenuItem label="Keys" icon="keyboard" onAction={() => dialogs.open('keys')} />
      </Menu>
      <IconButton
        icon="eye"
        label="Reading view"
        shortcut="Mod+Shift+E"
        size="small"
        aria-pressed={reading}
        onPress={() => session.reading.set(on => !on)}
      />
      {own && reading && (
        <IconButton
          icon="columns"
          label="Arrange tiles"
          size="small"
          aria-pressed={arranging}
          onPress={() => session.arranging.set(on => !on)}
        />
      )}
      {onSplit !== undefined && <IconButton icon="split" label="Open beside" size="small" onPress={onSplit} />}
      <Menu label="Export" trigger={<IconButton icon="download" label="Export notebook" size="small" />}>
        <MenuItem label="Web page (HTML)" onAction={() => void exportAs(session, 'html')} />
        <MenuItem label="PDF, by printing" onAction={() => void printReading(session)} />
        <MenuItem label="Jupyter (.ipynb)" onAction={() => void exportAs(session, 'ipynb')} />
        <MenuItem label="Markdown" onAction={() => void exportAs(session, 'md')} />
      </Menu>
    </Toolbar>
  );
}

/** Of which state of the lakehouse the figures are; that they are being brought up to date, while they are. */
function Freshness({ snapshotId }: { snapshotId: number }) {
  const session = useSession();
  const { cells } = useNotebook();
  const runs = useStore(session.runner.runs);
  const shown = cells.flatMap(cell => {
    const result = lastResult(runs.get(cell.id));
    return result === null || result.reads.length === 0 ? [] : [result.snapshotId];
  });
  if (shown.length === 0) return null;
  const oldest = Math.min(...shown);
  return (
    <span className="nb-freshness faint number" role="status">
      {oldest < snapshotId && [...runs.values()].some(isBusy) ? 'new data: updating…' : `as of snapshot ${oldest}`}
    </span>
  );
}

const SAVE_TEXT: Record<SaveState['kind'], string> = {
  saved: 'saved',
  typed: 'typing…',
  journalled: 'kept',
  conflict: 'changed on disk',
  failed: 'not saved',
};

function SaveBadge() {
  const session = useSession();
  const { kind } = useStore(session.saved);
  const text = session.untitled && (kind === 'saved' || kind === 'journalled') ? 'untitled, kept' : SAVE_TEXT[kind];
  const tone = kind === 'conflict' || kind === 'failed' ? 'error' : 'neutral';
  return (
    <span role="status">
      <Badge tone={tone}>{text}</Badge>
    </span>
  );
}

async function editCopy(session: NotebookSession): Promise<void> {
  try {
    const copy = await rpc.notebooks.duplicate({ ref: session.ref });
    navigate(href('notebooks', copy.ref));
  } catch (error) {
    toast({ tone: 'error', title: 'No copy was made', detail: problemOf(error).message });
  }
}

async function exportAs(session: NotebookSession, format: 'html' | 'ipynb' | 'md'): Promise<void> {
  try {
    const { notebook } = session;
    const name = fileName(notebook.title);
    const save = (text: string, type: string) => downloadBlob(new Blob([text], { type }), `${name}.${format}`);
    if (format === 'md') return save(printNotebook(notebook), 'text/markdown');
    const outputs = await renderOutputs(session);
    if (format === 'ipynb') return save(toIpynb(notebook, outputs), 'application/x-ipynb+json');
    save(await toHtml(session, outputs), 'text/html');
  } catch (error) {
    toast({ tone: 'error', title: 'The notebook was not exported', detail: problemOf(error).message });
  }
}
