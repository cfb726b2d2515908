import type Database from 'better-sqlite3';
import type { EntityId } from '../../shared/rpc/base.ts';
import type { Listener, Track } from '../../shared/rpc/recommended-lists.ts';

/** By name or id, the most active first. Nothing before the first build. */
export function findListeners(db: Database.Database, text: string, limit: number): Listener[] {
  return rowsOrNone(() =>
    db
      .prepare(
        `select u.user_id as userId, coalesce(u.name, cast(u.user_id as text)) as name, u.country, coalesce(i.plays, 0) as plays,
           i.last_played_on as lastPlayed
         from silver_dim_users u left join gold_user_insights i on i.user_id = u.user_id
         where u.is_current = 1
           and (@text = '' or instr(lower(coalesce(u.name, '')), @text) > 0 or cast(u.user_id as text) = @text)
         order by cast(u.user_id as text) = @text desc, plays desc limit @limit`,
      )
      .all({ text: text.trim().toLowerCase(), limit }),
  ) as Listener[];
}

/** By title or artist, the most played first. */
export function findTracks(db: Database.Database, text: string, limit: number): Track[] {
  return rowsOrNone(() =>
    db
      .prepare(
        `${TRACK_COLUMNS}
         where @text = '' or instr(lower(s.title || ' ' || coalesce(s.artist_name, '')), @text) > 0 or cast(s.track_id as text) = @text
         order by cast(s.track_id as text) = @text desc, plays desc limit @limit`,
      )
      .all({ text: text.trim().toLowerCase(), limit }),
  ) as Track[];
}

const TRACK_COLUMNS = `
  select s.track_id as trackId, s.title, coalesce(s.artist_name, '') as artist, s.genre, coalesce(l.plays, 0) as plays
  from silver_dim_songs s left join gold_track_lifecycle l on l.track_id = s.track_id`;

/** Tracks by id; an id that is not there is left out. */
export function tracksById(db: Database.Database, ids: readonly EntityId[]): Map<EntityId, Track> {
  const find = db.prepare(`${TRACK_COLUMNS} where s.track_id = ?`);
  const rows = ids.map(id => find.get(id) as Track | undefined).filter(row => row !== undefined);
  return new Map(rows.map(row => [row.trackId, row]));
}

export function listenerById(db: Database.Database, userId: EntityId): Listener | undefined {
  return db
    .prepare(
      `select u.user_id as userId, coalesce(u.name, cast(u.user_id as text)) as name, u.country, coalesce(i.plays, 0) as plays,
         i.last_played_on as lastPlayed
       from silver_dim_users u left join gold_user_insights i on i.user_id = u.user_id where u.user_id = ?
       order by u.version desc limit 1`,
    )
    .get(userId) as Listener | undefined;
}

function rowsOrNone(read: () => unknown[]): unknown[] {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && /no such table/.test(error.message)) return [];
    throw error;
  }
}
