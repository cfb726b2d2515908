import { useMemo, useState } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import type { Session, Track } from '../../../shared/rpc/recommended-lists.ts';
import { sessionsQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Answered } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { EmptyState, Notice, Skeleton } from '../../ui/states.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { moment, plural } from '../../ui/format.ts';
import { RankedPane } from './ranked-pane.tsx';
import { SessionTracks } from './session-tracks.tsx';
import { ListenerBox, TrackBox } from './who-for.tsx';
import type { Asked } from './wishes.ts';

/** What comes next: in a session of a listener, or after tracks that one puts together. */
export function NextPane({ listener }: { listener: EntityId | null }) {
  const [kind, setKind] = useState<'listener' | 'tracks'>('listener');
  const who = (
    <div className="who">
      <Segmented
        label="Go on from"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'listener', label: 'A session', icon: 'user' },
          { value: 'tracks', label: 'Tracks', icon: 'track' },
        ]}
      />
      {kind === 'listener' && <ListenerBox onChoose={id => navigate(href('recommend', 'next', id))} />}
    </div>
  );
  if (kind === 'tracks') return <GoingOn key="tracks" of={null} start={[]} head={who} />;
  if (listener === null) return <Choose head={who} />;
  return <OfListener key={JSON.stringify(listener)} listener={listener} head={who} />;
}

function Choose({ head }: { head: React.ReactNode }) {
  return (
    <div className="rank">
      <aside className="rank-controls" aria-label="From what">
        {head}
      </aside>
      <EmptyState icon="spark" title="Choose whose session goes on">
        You get what past sessions like it went on to, and which of them voted for each track.
      </EmptyState>
    </div>
  );
}

function OfListener({ listener, head }: { listener: EntityId; head: React.ReactNode }) {
  const answer = useQuery(useMemo(() => sessionsQuery(listener), [listener]));
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Answered answer={answer} skeleton={<Skeleton height={320} />}>
      {sessions => {
        const session = sessions.find(({ startedAt }) => startedAt === chosen) ?? sessions[0];
        if (session === undefined)
          return (
            <div className="rank">
              <aside className="rank-controls" aria-label="From what">
                {head}
              </aside>
              <EmptyState icon="spark" title="No session to go on from">
                Nothing with a time is known of this listener.
              </EmptyState>
            </div>
          );
        return (
          <GoingOn
            key={session.startedAt}
            of={listener}
            start={heardTracks(session)}
            head={
              <>
                {head}
                <Select
                  label="Session"
                  value={session.startedAt}
                  onChange={setChosen}
                  options={sessions.map(each => ({
                    value: each.startedAt,
                    label: `${each === sessions[0] ? 'Latest, ' : ''}${moment(each.startedAt)}`,
                    detail: plural(heardTracks(each).length, 'track'),
                  }))}
                />
              </>
            }
          />
        );
      }}
    </Answered>
  );
}

/** Skipped ones say nothing of what is wanted next. */
const heardTracks = ({ plays }: Session): Track[] => plays.filter(play => !play.isSkip).map(play => play.track);

interface GoingOnProps {
  of: EntityId | null;
  start: readonly Track[];
  head: React.ReactNode;
}

/** A session that can be cut and gone on with, and what would come next. */
function GoingOn({ of, start, head }: GoingOnProps) {
  const [tracks, setTracks] = useState(start);
  const asked = useMemo<Asked>(
    () => ({ kind: 'session', trackIds: tracks.slice(-MOST).map(({ trackId }) => trackId), of }),
    [tracks, of],
  );
  const add = (track: Track) => setTracks([...tracks, track]);
  const controls = (
    <>
      {head}
      <SessionTracks tracks={tracks} start={start} onChange={setTracks} />
      <TrackBox label="Add a track" onChoose={(_, track) => add(track)} />
    </>
  );
  if (tracks.length === 0)
    return (
      <div className="rank">
        <aside className="rank-controls" aria-label="From what">
          {controls}
        </aside>
        <EmptyState icon="track" title="Add a track to go on from">
          The latest one counts most.
        </EmptyState>
      </div>
    );
  return (
    <RankedPane
      asked={asked}
      action={track => (
        <Button size="small" icon="plus" onPress={() => add(track)}>
          Play it next
        </Button>
      )}
    >
      {controls}
      {tracks.length > MOST && <Notice>The last {MOST} tracks are looked at.</Notice>}
    </RankedPane>
  );
}

const MOST = 100;
