import type Database from 'better-sqlite3';
import { Codes, type Rows, type Value } from './columns.ts';
import type { Plays } from './inputs.ts';
import { addRowTaker } from './take-rows.ts';

/** Plays by week and track, sorted by both. */
export interface Weekly {
  count: number;
  weeks: readonly string[];
  tracks: readonly Value[];
  /** Where each week begins; one more at the end. */
  weekStarts: Int32Array;
  week: Int32Array;
  track: Int32Array;
  plays: Int32Array;
  skips: Int32Array;
  listeners: Int32Array;
  msPlayed: Float64Array;
}

export function countByWeek(listens: Plays): Weekly {
  const weekly = emptyWeekly(listens.count, listens.weeks);
  const rowOf = new Int32Array(listens.tracks.length); // of a track in this week, plus 1
  const lastUser = new Int32Array(listens.tracks.length);
  let at = 0;
  for (let w = 0; w < listens.weeks.length; w++) {
    weekly.weekStarts[w] = at;
    const [from, to] = [listens.weekStarts[w] ?? 0, listens.weekStarts[w + 1] ?? 0];
    const played = Int32Array.from(new Set(listens.track.subarray(from, to))).sort();
    played.forEach((track, i) => {
      rowOf[track] = at + i;
      lastUser[track] = -1;
      weekly.week[at + i] = w;
      weekly.track[at + i] = track;
    });
    at += played.length;
    for (let i = from; i < to; i++) {
      const track = listens.track[i] ?? 0;
      const row = rowOf[track] ?? 0;
      const ms = listens.msPlayed[i] ?? NaN;
      weekly.plays[row] = (weekly.plays[row] ?? 0) + 1;
      weekly.skips[row] = (weekly.skips[row] ?? 0) + (listens.isSkip[i] ?? 0);
      if (ms === ms) weekly.msPlayed[row] = (weekly.msPlayed[row] ?? 0) + ms;
      // the plays of a week come user by user, so that a user counts once where the last one was another
      if (lastUser[track] !== listens.user[i]) {
        weekly.listeners[row] = (weekly.listeners[row] ?? 0) + 1;
        lastUser[track] = listens.user[i] ?? 0;
      }
    }
  }
  weekly.weekStarts[listens.weeks.length] = at;
  return { ...weekly, tracks: listens.tracks, count: at };
}

function emptyWeekly(rows: number, weeks: readonly string[]): Omit<Weekly, 'count' | 'tracks'> {
  return {
    weeks,
    weekStarts: new Int32Array(weeks.length + 1),
    week: new Int32Array(rows),
    track: new Int32Array(rows),
    plays: new Int32Array(rows),
    skips: new Int32Array(rows),
    listeners: new Int32Array(rows),
    msPlayed: new Float64Array(rows),
  };
}

/** The plays and skips that silver_weekly_trending_tracks holds; listeners and lengths are left at 0. */
export function readWeeklyPlays(db: Database.Database): Weekly {
  const count = Number(db.prepare('select count(*) from silver_weekly_trending_tracks').pluck().get());
  const weekly = emptyWeekly(count, weeksOf(db));
  const tracks = new Codes();
  let [at, week] = [0, 0];
  addRowTaker(db, 'lake_take_week', (_, track: Value, plays: number, skips: number) => {
    weekly.week[at] = week;
    weekly.track[at] = tracks.code(track);
    weekly.plays[at] = plays;
    weekly.skips[at] = skips;
    at++;
  });
  const take = db.prepare(
    `select lake_take_week(track_id, plays, skips)
     from (select * from silver_weekly_trending_tracks where week_end = ? order by track_id)`,
  );
  for (week = 0; week < weekly.weeks.length; week++) {
    weekly.weekStarts[week] = at;
    take.get(weekly.weeks[week]);
  }
  weekly.weekStarts[week] = at;
  return { ...weekly, tracks: tracks.order(weekly.track), count };
}

/** The weeks there are: each the least after the last, which takes a seek instead of a scan. */
function weeksOf(db: Database.Database): string[] {
  const next = db.prepare('select min(week_end) from silver_weekly_trending_tracks where week_end > ?').pluck();
  const weeks: string[] = [];
  for (let week = next.get(''); typeof week === 'string'; week = next.get(week)) weeks.push(week);
  return weeks;
}

/** The rows of silver_weekly_trending_tracks. */
export function weeklyTrendingTracks(weekly: Weekly): Rows {
  const { count, weeks, weekStarts, track, plays, listeners } = weekly;
  const previous = new Int32Array(count);
  const change = new Int32Array(count);
  const growth = new Float64Array(count);
  const rank = new Int32Array(count);
  const before = new Int32Array(weekly.tracks.length);
  for (let w = 0; w < weeks.length; w++) {
    const [from, to] = [weekStarts[w] ?? 0, weekStarts[w + 1] ?? 0];
    const follows = w > 0 && daysBetween(weeks[w - 1] ?? '', weeks[w] ?? '') === 7;
    before.fill(0);
    if (follows) for (let r = weekStarts[w - 1] ?? 0; r < from; r++) before[track[r] ?? 0] = plays[r] ?? 0;
    for (let r = from; r < to; r++) {
      const [now, then] = [plays[r] ?? 0, before[track[r] ?? 0] ?? 0];
      previous[r] = then;
      change[r] = now - then;
      growth[r] = then > 0 ? (now - then) / then : NaN;
    }
    const order = Int32Array.from({ length: to - from }, (_, i) => from + i);
    order.sort((a, b) => (plays[b] ?? 0) - (plays[a] ?? 0) || (listeners[b] ?? 0) - (listeners[a] ?? 0) || a - b);
    order.forEach((row, i) => (rank[row] = i + 1));
  }
  return {
    count,
    columns: [
      { codes: weekly.week, values: weeks },
      { codes: track, values: weekly.tracks },
      { numbers: plays },
      { numbers: weekly.skips },
      { numbers: listeners },
      { numbers: weekly.msPlayed },
      { numbers: previous },
      { numbers: change },
      { numbers: growth },
      { numbers: rank },
    ],
  };
}

export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
