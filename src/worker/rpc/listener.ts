import type Database from 'better-sqlite3';
import { TracklakeError } from '../../shared/errors.ts';
import type { EntityId } from '../../shared/rpc/base.ts';
import type { Listener, Track } from '../../shared/rpc/recommended-lists.ts';
import { listenerById, tracksById } from './people-and-tracks.ts';

export interface ListenerAtAGlance extends Listener {
  topArtists: { name: string; plays: number }[];
  topGenres: { name: string; plays: number }[];
  recent: { track: Track; at: string | null; plays: number }[];
  follows: number;
}

const SHOWN = 10;

/** A listener's taste and last plays. Throws `not_found`. */
export function listenerAtAGlance(db: Database.Database, userId: EntityId): ListenerAtAGlance {
  const listener = listenerById(db, userId);
  if (listener === undefined) throw new TracklakeError('not_found', `no listener ${userId}`, { value: String(userId) });
  const taste = db.prepare(
    'select item as name, plays from silver_user_taste where user_id = ? and kind = ? order by plays desc limit ?',
  );
  return {
    ...listener,
    topArtists: namedArtists(db, taste.all(userId, 'artist', SHOWN) as { name: string; plays: number }[]),
    topGenres: taste.all(userId, 'genre', SHOWN) as { name: string; plays: number }[],
    recent: recentOf(db, userId),
    follows: Number(
      db.prepare('select count(*) from bronze_graph_user_follows where follower_id = ?').pluck().get(userId) ?? 0,
    ),
  };
}

/** The profile may know artists by id. */
function namedArtists(
  db: Database.Database,
  artists: { name: string; plays: number }[],
): { name: string; plays: number }[] {
  const find = db.prepare('select artist_name from silver_dim_artists where artist_id = ?').pluck();
  return artists.map(({ name, plays }) => ({ name: String(find.get(name) ?? name), plays }));
}

function recentOf(db: Database.Database, userId: EntityId): ListenerAtAGlance['recent'] {
  const rows = db
    .prepare(
      `select track_id as trackId, max(played_at) as at, count(*) as plays from (
         select track_id, played_at from silver_listens where user_id = ? order by played_at desc limit 500
       ) group by track_id order by at desc limit 20`,
    )
    .all(userId) as { trackId: EntityId; at: string; plays: number }[];
  const tracks = tracksById(
    db,
    rows.map(row => row.trackId),
  );
  return rows.flatMap(({ trackId, at, plays }) => {
    const track = tracks.get(trackId);
    return track === undefined ? [] : [{ track, at, plays }];
  });
}
