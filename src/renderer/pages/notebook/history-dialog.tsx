import { useEffect, useState } from 'react';
import type { HistoryEntry } from '../../../shared/rpc/history.ts';
import { formatElapsed } from '../../grid/format.ts';
import { ResultGrid } from '../../grid/grid.tsx';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { SqlText } from '../../ui/code.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { SearchField } from '../../ui/field.tsx';
import { count, exactMoment, moment } from '../../ui/format.ts';
import { EmptyState, SkeletonRows } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Checkbox } from '../../ui/toggles.tsx';
import type { CellResult } from './cell-run.ts';
import { CompareRuns } from './compare-runs.tsx';
import { useSession } from './context.ts';

const TONES: Record<HistoryEntry['state'], Tone> = {
  running: 'info',
  completed: 'ok',
  failed: 'error',
  cancelled: 'neutral',
  interrupted: 'warn',
};
const PAUSE = 200;

/** Everything that was run, in all notebooks, to search in; results that are still kept can be looked at again. */
export function HistoryDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title="Query history" isOpen={isOpen} onClose={onClose} width={860}>
      {isOpen && <History onClose={onClose} />}
    </Dialog>
  );
}

function History({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const [entries, setEntries] = useState<HistoryEntry[] | null>(null);
  const [chosen, setChosen] = useState<HistoryEntry | null>(null);
  const [marked, setMarked] = useState<HistoryEntry | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      rpc.history
        .list({ text: text === '' ? undefined : text, limit: 200 }, { signal: controller.signal })
        .then(setEntries)
        .catch(() => undefined);
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text]);
  return (
    <div className="nb-history">
      <SearchField label="Search the history" value={text} onChange={setText} autoFocus />
      <div className="nb-history-panes">
        <ul className="nb-history-list">
          {entries === null && <SkeletonRows rows={5} />}
          {entries?.length === 0 && <EmptyState title="Nothing was run yet" />}
          {entries?.map(entry => (
            <li key={entry.historyId}>
              <button
                type="button"
                className="nb-history-item"
                aria-pressed={chosen?.historyId === entry.historyId}
                onClick={() => setChosen(entry)}
              >
                <span className="nb-history-line">
                  <Badge tone={TONES[entry.state]}>{entry.state}</Badge>
                  <span className="faint number truncate">
                    {moment(entry.startedAt)}
                    {entry.milliseconds !== null && ` · ${formatElapsed(entry.milliseconds)}`}
                    {entry.rows !== null && ` · ${count(entry.rows)} rows`}
                  </span>
                </span>
                <code className="truncate">{entry.sql.replace(/\s+/g, ' ')}</code>
              </button>
            </li>
          ))}
        </ul>
        <div className="nb-history-detail">
          {chosen !== null && (
            <HistoryDetail key={chosen.historyId} entry={chosen} marked={marked} onMark={setMarked} onClose={onClose} />
          )}
        </div>
      </div>
    </div>
  );
}

interface HistoryDetailProps {
  entry: HistoryEntry;
  /** The run that others are compared with. */
  marked: HistoryEntry | null;
  onMark(entry: HistoryEntry): void;
  onClose(): void;
}

function HistoryDetail({ entry, marked, onMark, onClose }: HistoryDetailProps) {
  const session = useSession();
  const [comparing, setComparing] = useState(false);
  const [shown, setShown] = useState<(Pick<CellResult, 'resultId' | 'columns' | 'rows'> & { keep: boolean }) | null>(
    null,
  );
  const restore = () => {
    rpc.results
      .get({ resultId: entry.resultId ?? '' })
      .then(setShown)
      .catch((error: unknown) => toast({ title: 'The result is no longer kept', detail: problemOf(error).message }));
  };
  const keep = (wanted: boolean) => {
    if (shown === null) return;
    setShown({ ...shown, keep: wanted });
    rpc.results.keep({ resultId: shown.resultId, keep: wanted }).catch((error: unknown) => {
      setShown(shown);
      toast({ tone: 'error', title: 'The result is kept no longer than before', detail: problemOf(error).message });
    });
  };
  const insert = () => {
    const at = session.notebook.cells.length;
    const cell = session.insert('sql', at);
    if (cell.kind === 'sql') session.change({ ...cell, source: entry.sql });
    onClose();
  };
  return (
    <>
      <SqlText sql={entry.sql} />
      {entry.error !== null && (
        <p className="nb-message" data-tone="error">
          {entry.error}
        </p>
      )}
      <div className="nb-history-actions">
        <Button size="small" icon="table" isDisabled={entry.resultId === null} onPress={restore}>
          Show its result
        </Button>
        <CompareButton entry={entry} marked={marked} onMark={onMark} onCompare={() => setComparing(true)} />
        <Button size="small" icon="plus" isDisabled={session.origin === 'shipped'} onPress={insert}>
          Put into this notebook
        </Button>
      </div>
      {comparing && marked !== null && <CompareRuns {...inOrder(marked, entry)} />}
      {shown !== null && (
        <div className="nb-grid" style={{ height: 240 }}>
          <ResultGrid
            resultId={shown.resultId}
            columns={shown.columns}
            rows={shown.rows}
            running={false}
            label="result"
          />
        </div>
      )}
      {shown !== null && (
        <Checkbox isSelected={shown.keep} onChange={keep}>
          Keep this result when the cache is emptied
        </Checkbox>
      )}
    </>
  );
}

interface CompareButtonProps {
  entry: HistoryEntry;
  marked: HistoryEntry | null;
  onMark(entry: HistoryEntry): void;
  onCompare(): void;
}

function CompareButton({ entry, marked, onMark, onCompare }: CompareButtonProps) {
  if (marked === null || marked.historyId === entry.historyId)
    return (
      <Button
        size="small"
        icon="pin"
        isDisabled={entry.resultId === null || marked !== null}
        onPress={() => onMark(entry)}
      >
        {marked === null ? 'Compare with another run' : 'Now choose the other run'}
      </Button>
    );
  return (
    <>
      <Button size="small" icon="split" isDisabled={entry.resultId === null} onPress={onCompare}>
        Compare with {exactMoment(marked.startedAt)}
      </Button>
      <Button size="small" variant="quiet" isDisabled={entry.resultId === null} onPress={() => onMark(entry)}>
        Compare with this one
      </Button>
    </>
  );
}

const inOrder = (one: HistoryEntry, other: HistoryEntry): { before: HistoryEntry; after: HistoryEntry } =>
  one.historyId < other.historyId ? { before: one, after: other } : { before: other, after: one };
