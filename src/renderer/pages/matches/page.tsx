import { useMemo, useState } from 'react';
import type { MatchPage, MatchRow } from '../../../shared/rpc/matches.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { matchesQuery, MATCHES_A_PAGE } from '../../state/queries.ts';
import { invalidate, useSteadyQuery } from '../../state/query.ts';
import { href, navigate, useLocation } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { SearchField } from '../../ui/field.tsx';
import { count, plural } from '../../ui/format.ts';
import { Page } from '../../ui/panel.tsx';
import { EmptyState, Notice } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { MatchTable } from './match-table.tsx';
import { STATUSES, type Decide } from './statuses.ts';
import './matches.css';

/** `#/matches/STATUS`: tracks of several sources that are taken for one recording, how sure that is and why, and a person's word. */
export default function MatchesPage() {
  const { path } = useLocation();
  const status = STATUSES.find(each => each.value === path[1])?.value ?? 'all';
  const [text, setText] = useState('');
  const [from, setFrom] = useState(0);
  const filter = useMemo(() => ({ status: status === 'all' ? undefined : status, text, from }), [status, text, from]);
  const answer = useSteadyQuery(useMemo(() => matchesQuery(filter), [filter]));
  const decide = useAction(async (row: MatchRow, decision: Parameters<Decide>[1]) => {
    await rpc.matches.decide({ trackId: row.track.trackId, otherTrackId: row.other.trackId, decision });
    invalidate('relations', 'loads');
  }, 'The decision was not written down');
  return (
    <Page title="Matches" subtitle="tracks of several sources that are one recording">
      <div className="matches">
        <Answered answer={answer}>
          {page =>
            isEmpty(page) ? (
              <EmptyState icon="link" title="No two tracks look like one recording">
                When sources name the same recording differently, its ids are found here: how sure that is, why, and a
                way to undo it.
              </EmptyState>
            ) : (
              <>
                <Waiting decisions={page.waiting} />
                <header className="matches-head">
                  <Segmented
                    label="Status"
                    options={STATUSES.map(({ value, label }) => ({
                      value,
                      label: value === 'all' ? label : `${label} ${count(page.counts[value])}`,
                    }))}
                    value={status}
                    onChange={chosen => {
                      setFrom(0);
                      navigate(chosen === 'all' ? href('matches') : href('matches', chosen));
                    }}
                  />
                  <SearchField
                    label="Search matches"
                    placeholder="Title or artist"
                    value={text}
                    onChange={typed => {
                      setFrom(0);
                      setText(typed);
                    }}
                  />
                  <Pages from={from} total={page.total} onGo={setFrom} />
                </header>
                <MatchTable rows={page.rows} onDecide={decide.run} />
              </>
            )
          }
        </Answered>
      </div>
    </Page>
  );
}

const isEmpty = ({ counts }: MatchPage): boolean => Object.values(counts).every(pairs => pairs === 0);

/** Decisions take effect with the next build; this starts it. */
function Waiting({ decisions }: { decisions: number }) {
  const build = useAction(async () => {
    await rpc.jobs.start({ kind: 'build' });
    toast({ tone: 'neutral', title: 'Building relations' });
  }, 'The build was not started');
  if (decisions === 0) return null;
  return (
    <Notice
      actions={
        <Button size="small" isDisabled={build.pending} onPress={() => build.run()}>
          Build now
        </Button>
      }
    >
      {plural(decisions, 'decision')} {decisions === 1 ? 'takes' : 'take'} effect with the next build.
    </Notice>
  );
}

function Pages({ from, total, onGo }: { from: number; total: number; onGo: (from: number) => void }) {
  return (
    <span className="matches-pages">
      <span className="faint number">
        {total === 0
          ? 'none'
          : `${count(from + 1)}–${count(Math.min(total, from + MATCHES_A_PAGE))} of ${count(total)}`}
      </span>
      {total > MATCHES_A_PAGE && (
        <>
          <IconButton
            icon="chevronLeft"
            label="Earlier pairs"
            size="small"
            isDisabled={from === 0}
            onPress={() => onGo(Math.max(0, from - MATCHES_A_PAGE))}
          />
          <IconButton
            icon="chevronRight"
            label="Later pairs"
            size="small"
            isDisabled={from + MATCHES_A_PAGE >= total}
            onPress={() => onGo(from + MATCHES_A_PAGE)}
          />
        </>
      )}
    </span>
  );
}
