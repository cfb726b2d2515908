import { useMemo } from 'react';
import type { EntityId } from '../../../shared/rpc/base.ts';
import type { Play, Session } from '../../../shared/rpc/recommended-lists.ts';
import { rpc } from '../../rpc/client.ts';
import { useQuery, type Query } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { count, duration, exactMoment, moment } from '../../ui/format.ts';
import { SkeletonRows } from '../../ui/states.tsx';

const playsQuery = (userId: EntityId, trackId: EntityId): Query<Play[]> => ({
  key: `plays:${JSON.stringify([userId, trackId])}`,
  topics: ['loads'],
  load: signal => rpc.recommend.plays({ userId, trackId, limit: 100 }, { signal }),
});

const sessionQuery = (userId: EntityId, startedAt: string): Query<Session[]> => ({
  key: `session:${JSON.stringify([userId, startedAt])}`,
  topics: ['loads'],
  load: signal => rpc.recommend.sessions({ userId, startedAt, limit: 1 }, { signal }),
});

/** The rows of bronze that a reason rests on: one listener's plays of a track, each with its file and line. */
export function TrackPlays({ userId, trackId }: { userId: EntityId; trackId: EntityId }) {
  const answer = useQuery(useMemo(() => playsQuery(userId, trackId), [userId, trackId]));
  return (
    <Answered answer={answer} skeleton={<SkeletonRows rows={3} label="Loading plays" />}>
      {plays =>
        plays.length === 0 ? (
          <p className="faint why-none">The source gave counts without times.</p>
        ) : (
          <PlayLines plays={plays} />
        )
      }
    </Answered>
  );
}

/** A past session that voted, play by play. */
export function SessionPlays({ userId, startedAt }: { userId: EntityId; startedAt: string }) {
  const answer = useQuery(useMemo(() => sessionQuery(userId, startedAt), [userId, startedAt]));
  return (
    <Answered answer={answer} skeleton={<SkeletonRows rows={3} label="Loading the session" />}>
      {([session]) =>
        session === undefined ? (
          <p className="faint why-none">This session is no longer in the lakehouse.</p>
        ) : (
          <PlayLines plays={session.plays} />
        )
      }
    </Answered>
  );
}

type PlayLine = Play & { track?: Session['plays'][number]['track'] };

function PlayLines({ plays }: { plays: readonly PlayLine[] }) {
  return (
    <ul className="plays number" tabIndex={0} aria-label="Plays">
      {plays.map((play, index) => (
        <li key={index}>
          {play.track !== undefined && (
            <span className="truncate plays-track">
              {play.track.title} <span className="faint">{play.track.artist}</span>
            </span>
          )}
          <time dateTime={play.at} title={exactMoment(play.at)}>
            {moment(play.at)}
          </time>
          <span className="faint">
            {play.isSkip ? 'skipped' : play.msPlayed === null ? '' : duration(play.msPlayed / 1000)}
          </span>
          <span className="faint mono plays-source" title={`load ${play.loadId}: ${play.file}, line ${play.line}`}>
            {play.file}:{count(play.line).replaceAll(',', '')}
          </span>
        </li>
      ))}
    </ul>
  );
}
