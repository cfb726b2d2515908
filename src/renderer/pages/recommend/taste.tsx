import { useMemo } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import { listenerQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { count, plural } from '../../ui/format.ts';
import { ForgetListener } from './forget-listener.tsx';
import { Skeleton } from '../../ui/states.tsx';

/** A listener's taste at a glance. */
export function Taste({ userId }: { userId: EntityId }) {
  const answer = useQuery(useMemo(() => listenerQuery(userId), [userId]));
  return (
    <Answered answer={answer} skeleton={<Skeleton height={150} />}>
      {listener => (
        <section className="taste" aria-label={listener.name}>
          <h2 className="truncate">{listener.name}</h2>
          <p className="faint">
            {plural(listener.plays, 'play')} · follows {count(listener.follows)}
            {listener.lastPlayed !== null && ` · last ${listener.lastPlayed}`}
          </p>
          <Shares title="Artists" entries={listener.topArtists.slice(0, 4)} />
          <Shares title="Genres" entries={listener.topGenres.slice(0, 4)} />
          <ForgetListener userId={userId} name={listener.name} />
        </section>
      )}
    </Answered>
  );
}

function Shares({ title, entries }: { title: string; entries: readonly { name: string; plays: number }[] }) {
  const most = Math.max(1, ...entries.map(entry => entry.plays));
  if (entries.length === 0) return null;
  return (
    <dl className="taste-shares" aria-label={title}>
      {entries.map(entry => (
        <div key={entry.name}>
          <dt className="truncate" title={entry.name}>
            {entry.name}
          </dt>
          <dd>
            <span className="taste-bar" style={{ width: `${(entry.plays / most) * 100}%` }} />
            <span className="visually-hidden">{plural(entry.plays, 'play')}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
