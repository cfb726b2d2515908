import type Database from 'better-sqlite3';
import type { EntityId } from '../../shared/rpc/base.ts';
import type { Play, Session } from '../../shared/rpc/recommended-lists.ts';
import { tracksById } from './people-and-tracks.ts';

/** As in silver_song_transitions: a longer pause, from the end of a play to the start of the next, ends a session. */
const GAP_S = 1800;
/** What a play lasts where nobody says. */
const DEFAULT_MS = 180_000;
/** Weeks that are read at a time, the latest first. */
const WEEKS = 4;

interface Row extends Omit<Play, 'isSkip'> {
  trackId: EntityId;
  second: number;
  isSkip: number;
}

/** A week is sought for by the key of silver_plays; without the weeks, a listener's plays are a scan of everyone's. */
const ROWS = `
  select l.track_id as trackId, l.played_at as at, l.started_s as second, l.ms_played as msPlayed, l.is_skip as isSkip,
    coalesce(e.load_id, 0) as loadId, coalesce(e.line_no, 0) as line, coalesce(f.file_name, 'a forgotten load') as file
  from silver_listens as l
  left join bronze_fact_listening_events as e on e.row_id = l.listen_id
  left join lake_loads as f on f.load_id = e.load_id`;

/** When a listener played a track, the newest first, with the line of the file that says so. */
export function playsOf(db: Database.Database, userId: EntityId, trackId: EntityId, limit: number): Play[] {
  const rows = db
    .prepare(
      `${ROWS} where l.week_end in (select week_end from silver_user_weeks where user_id = @userId)
         and l.user_id = @userId and l.track_id = @trackId order by l.played_at desc limit @limit`,
    )
    .all({ userId, trackId, limit }) as Row[];
  return rows.map(playOf);
}

/** A listener's sessions, the latest first; with `startedAt` the one that holds this moment. */
export function sessionsOf(
  db: Database.Database,
  userId: EntityId,
  { startedAt, limit }: { startedAt?: string; limit: number },
): Session[] {
  const weeks = db
    .prepare('select week_end from silver_user_weeks where user_id = ? order by week_end desc')
    .pluck()
    .all(userId) as string[];
  if (startedAt !== undefined) return sessionAt(db, userId, weeks, startedAt);
  let rows: Row[] = [];
  for (let from = 0; from < weeks.length; from += WEEKS) {
    rows = [...rowsOf(db, userId, weeks.slice(from, from + WEEKS)), ...rows];
    const found = sittings(rows);
    // the first one may go on in the weeks that were not read
    if (found.length > limit) return named(db, found.slice(-limit));
  }
  return named(db, sittings(rows).slice(-limit));
}

function sessionAt(db: Database.Database, userId: EntityId, weeks: readonly string[], startedAt: string): Session[] {
  const day = startedAt.slice(0, 10);
  const last = weeks.findLastIndex(week => week >= day);
  if (last < 0) return [];
  const rows = rowsOf(db, userId, weeks.slice(Math.max(0, last - 1), last + 2));
  const second = Math.floor(Date.parse(startedAt) / 1000);
  return named(
    db,
    sittings(rows).filter(sitting => (sitting[0]?.second ?? 0) <= second && (sitting.at(-1)?.second ?? 0) >= second),
  );
}

const rowsOf = (db: Database.Database, userId: EntityId, weeks: readonly string[]): Row[] =>
  db
    .prepare(
      `${ROWS} where l.week_end in (select value from json_each(?)) and l.user_id = ? order by l.started_s, l.listen_id`,
    )
    .all(JSON.stringify(weeks), userId) as Row[];

/** Skipped plays belong to a session, but don't keep it going, nor begin it. */
function sittings(rows: readonly Row[]): Row[][] {
  const all: Row[][] = [];
  let endedAt = -Infinity;
  for (const row of rows) {
    const current = all.at(-1);
    if (current !== undefined && row.second - endedAt <= GAP_S) current.push(row);
    else if (row.isSkip === 1) continue;
    else all.push([row]);
    if (row.isSkip === 0) endedAt = row.second + (row.msPlayed ?? DEFAULT_MS) / 1000;
  }
  return all;
}

function named(db: Database.Database, found: readonly Row[][]): Session[] {
  const tracks = tracksById(db, [...new Set(found.flat().map(row => row.trackId))]);
  return found.toReversed().map(rows => ({
    startedAt: rows[0]?.at ?? '',
    endedAt: rows.at(-1)?.at ?? '',
    plays: rows.map(row => ({
      ...playOf(row),
      track: tracks.get(row.trackId) ?? {
        ...{ trackId: row.trackId, title: String(row.trackId), artist: '', genre: null, plays: 0 },
      },
    })),
  }));
}

const playOf = ({ at, msPlayed, isSkip, loadId, file, line }: Row): Play => ({
  ...{ at, msPlayed, loadId, file, line },
  isSkip: isSkip === 1,
});
