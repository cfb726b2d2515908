import { useMemo, useState } from 'react';
import type { QuarantineRow } from '../../../shared/rpc/imports.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { quarantineQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { IconButton } from '../../ui/button.tsx';
import { count, plural } from '../../ui/format.ts';
import { Select } from '../../ui/select.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { QuarantineTable } from './quarantine-table.tsx';

const PAGE = 100;
const ALL_FILES = 'all';

const STATES = [
  { value: 'open', label: 'Waiting' },
  { value: 'replayed', label: 'Loaded since' },
  { value: 'dismissed', label: 'Dismissed' },
] as const;
type State = (typeof STATES)[number]['value'];

/** Rejected rows with what was wrong and the raw text; to correct and try again, to let go, or to take either back. */
export function QuarantinePane() {
  const { query } = useLocation();
  const [from, setFrom] = useState(0);
  const load = query.get('load');
  const state: State = STATES.find(({ value }) => value === query.get('state'))?.value ?? 'open';
  const reason = query.get('reason') ?? undefined;
  const relation = query.get('relation') ?? undefined;
  const filter = useMemo(
    () => ({ from, state, reason, relation, ...(load === null ? {} : { loadId: Number(load) }) }),
    [from, state, reason, relation, load],
  );
  const answer = useQuery(useMemo(() => quarantineQuery(filter), [filter]));
  const replay = useAction(async (row: QuarantineRow, raw: string) => {
    const [outcome] = await rpc.imports.replay({
      rows: [{ quarantineId: row.quarantineId, ...(raw === row.raw ? {} : { raw }) }],
    });
    toast({
      tone: outcome?.replayed ? 'ok' : 'warn',
      title: outcome?.replayed ? 'The row was loaded' : 'Still rejected',
      detail: outcome?.message,
    });
    invalidate('loads', 'status');
  }, 'The row was not tried again');
  const dismiss = useAction(async (row: QuarantineRow) => {
    await rpc.imports.dismiss({ quarantineIds: [row.quarantineId] });
    invalidate('loads', 'status');
  }, 'The row was not dismissed');
  const undo = useAction(async (row: QuarantineRow) => {
    const { open } = await rpc.imports.undo({ quarantineIds: [row.quarantineId] });
    toast({ tone: 'ok', title: open.length === 1 ? 'The row waits again' : `${open.length} rows wait again` });
    invalidate('loads', 'status');
  }, 'It was not taken back');
  const inFile: Record<string, string> = load === null ? {} : { load };
  const go = (changes: Record<string, string>) => {
    setFrom(0);
    navigate(href('data', 'quarantine', { state, ...changes }));
  };
  return (
    <Answered answer={answer}>
      {({ rows, total, byReason, byFile }) =>
        total === 0 && reason === undefined && load === null && query.get('state') === null ? (
          <EmptyState icon="success" title="Quarantine is empty">
            Rows that a source got wrong wait here with their line and the reason. None does.
          </EmptyState>
        ) : (
          <div className="quarantine">
            <aside className="quarantine-reasons" aria-label="Reasons">
              <ReasonLink
                text="All reasons"
                amount={byReason.reduce((sum, entry) => sum + entry.count, 0)}
                current={reason === undefined}
                onPress={() => go(inFile)}
              />
              {byReason.map(entry => (
                <ReasonLink
                  key={`${entry.reason}:${entry.relation}`}
                  text={entry.reason}
                  detail={entry.relation.replace(/^bronze_/, '')}
                  amount={entry.count}
                  current={entry.reason === reason && entry.relation === relation}
                  onPress={() => go({ ...inFile, reason: entry.reason, relation: entry.relation })}
                />
              ))}
            </aside>
            <div className="quarantine-rows">
              <header className="quarantine-head">
                <Segmented<State>
                  label="State"
                  options={STATES}
                  value={state}
                  onChange={value => go({ ...inFile, state: value })}
                />
                <Select
                  label="File"
                  labelHidden
                  size="small"
                  value={load ?? ALL_FILES}
                  options={[
                    { value: ALL_FILES, label: 'all files' },
                    ...byFile.map(file => ({
                      value: String(file.loadId),
                      label: `${file.fileName} (${count(file.count)})`,
                    })),
                  ]}
                  onChange={value => go(value === ALL_FILES ? {} : { load: value })}
                />
                <span className="muted number">{plural(total, 'row')}</span>
                <Pages from={from} total={total} onGo={setFrom} />
              </header>
              <QuarantineTable rows={rows} onReplay={replay.run} onDismiss={dismiss.run} onUndo={undo.run} />
            </div>
          </div>
        )
      }
    </Answered>
  );
}

function ReasonLink(props: { text: string; detail?: string; amount: number; current: boolean; onPress: () => void }) {
  return (
    <button type="button" className="reason" aria-pressed={props.current} onClick={props.onPress}>
      <span className="reason-text">
        <span className="truncate" title={props.text}>
          {props.text}
        </span>
        {props.detail !== undefined && <span className="faint truncate">{props.detail}</span>}
      </span>
      <span className="number faint">{count(props.amount)}</span>
    </button>
  );
}

function Pages({ from, total, onGo }: { from: number; total: number; onGo: (from: number) => void }) {
  if (total <= PAGE) return null;
  return (
    <span className="quarantine-pages">
      <span className="faint number">
        {count(from + 1)}–{count(Math.min(total, from + PAGE))} of {count(total)}
      </span>
      <IconButton
        icon="chevronLeft"
        label="Earlier rows"
        size="small"
        isDisabled={from === 0}
        onPress={() => onGo(Math.max(0, from - PAGE))}
      />
      <IconButton
        icon="chevronRight"
        label="Later rows"
        size="small"
        isDisabled={from + PAGE >= total}
        onPress={() => onGo(from + PAGE)}
      />
    </span>
  );
}
