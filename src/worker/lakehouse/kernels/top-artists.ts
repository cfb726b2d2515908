import type Database from 'better-sqlite3';
import { datesBetween, dayOf, named, stableOrder, type Rows, type Value } from './columns.ts';
import type { Plays } from './inputs.ts';
import type { Labels } from './labels.ts';
import { rangeOf } from './matrix.ts';

const ARTISTS_A_MONTH = 100;

/** The rows of gold_top_artists_by_month. */
export function topArtistsByMonth(db: Database.Database, listens: Plays, { artist, artists }: Labels): Rows {
  const names = new Map(
    db.prepare('select artist_id, artist_name from silver_dim_artists').raw().all() as [Value, string | null][],
  );
  const { months, monthOfDay, firstDay } = monthsOf(listens);
  const size = months.length * artists.length;
  const [plays, listeners, ms] = [new Int32Array(size), new Int32Array(size), new Float64Array(size)];
  const lastUser = new Int32Array(size).fill(-1);
  for (const i of stableOrder(listens.user, listens.users.length)) {
    const code = artist[listens.track[i] ?? 0] ?? -1;
    if (code < 0) continue;
    const month = monthOfDay[dayOf(listens.startedS[i] ?? 0) - firstDay] ?? 0;
    const cell = month * artists.length + code;
    const played = listens.msPlayed[i] ?? NaN;
    plays[cell] = (plays[cell] ?? 0) + 1;
    if (played === played) ms[cell] = (ms[cell] ?? 0) + played;
    if (lastUser[cell] !== listens.user[i]) {
      listeners[cell] = (listeners[cell] ?? 0) + 1;
      lastUser[cell] = listens.user[i] ?? 0;
    }
  }
  const rows = months.flatMap((_, month) => {
    const from = month * artists.length;
    const heard = artists.map((_, code) => from + code).filter(cell => (plays[cell] ?? 0) > 0);
    heard.sort((a, b) => (plays[b] ?? 0) - (plays[a] ?? 0) || (listeners[b] ?? 0) - (listeners[a] ?? 0) || a - b);
    return heard
      .slice(0, ARTISTS_A_MONTH)
      .map((cell, i) => ({ month, cell, code: cell - from, rank: i + 1 }))
      .filter(({ code }) => names.has(artists[code] ?? ''));
  });
  return {
    count: rows.length,
    columns: [
      { codes: Int32Array.from(rows, row => row.month), values: months },
      { codes: Int32Array.from(rows, row => row.code), values: artists },
      named(rows.map(row => names.get(artists[row.code] ?? '') ?? null)),
      { numbers: Int32Array.from(rows, row => row.rank) },
      { numbers: Int32Array.from(rows, row => plays[row.cell] ?? 0) },
      { numbers: Int32Array.from(rows, row => listeners[row.cell] ?? 0) },
      { numbers: Float64Array.from(rows, row => ms[row.cell] ?? 0) },
    ],
  };
}

/** The months that plays fall into, and the month of each day from the first. */
function monthsOf(listens: Plays): { months: string[]; monthOfDay: number[]; firstDay: number } {
  const days = Int32Array.from(listens.startedS, dayOf);
  const [firstDay, lastDay] = rangeOf(days, days);
  const months: string[] = [];
  const monthOfDay = datesBetween(firstDay, lastDay).map(date => {
    if (months.at(-1) !== date.slice(0, 7)) months.push(date.slice(0, 7));
    return months.length - 1;
  });
  return { months, monthOfDay, firstDay };
}
