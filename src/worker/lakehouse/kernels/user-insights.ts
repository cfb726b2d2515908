import type Database from 'better-sqlite3';
import { datesBetween, named, type Rows, type Value } from './columns.ts';
import type { Plays } from './inputs.ts';
import type { Labels } from './labels.ts';
import { rangeOf, type Matrix } from './matrix.ts';

/** The rows of gold_user_insights. */
export function userInsights(db: Database.Database, listens: Plays, matrix: Matrix, labels: Labels): Rows {
  const names = new Map(
    db.prepare('select artist_id, artist_name from silver_dim_artists').raw().all() as [Value, string | null][],
  );
  const n = matrix.users.length;
  const [plays, tracks, skips] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  const ms = new Float64Array(n);
  const [first, last] = [new Int32Array(n).fill(2 ** 31 - 1), new Int32Array(n)];
  for (let i = 0; i < matrix.count; i++) {
    const user = matrix.user[i] ?? 0;
    plays[user] = (plays[user] ?? 0) + (matrix.plays[i] ?? 0);
    tracks[user] = (tracks[user] ?? 0) + 1;
    skips[user] = (skips[user] ?? 0) + (matrix.skips[i] ?? 0);
    ms[user] = (ms[user] ?? 0) + (matrix.msPlayed[i] ?? 0);
    first[user] = Math.min(first[user] ?? 0, matrix.firstDay[i] ?? 0);
    last[user] = Math.max(last[user] ?? 0, matrix.lastDay[i] ?? 0);
  }
  const topGenre = mostPlayed(matrix, labels.genre, labels.genres.length);
  const topArtist = mostPlayed(matrix, labels.artist, labels.artists.length);
  const weeks = activeWeeks(listens);
  const users = Int32Array.from(matrix.users.keys()).filter(user => (plays[user] ?? 0) > 0);
  const of = (column: Float64Array | Int32Array): Float64Array => Float64Array.from(users, user => column[user] ?? 0);
  const [firstDay, lastDay] = rangeOf(
    users.map(user => first[user] ?? 0),
    users.map(user => last[user] ?? 0),
  );
  const dates = datesBetween(firstDay, lastDay);
  const artist = users.map(user => topArtist[user] ?? -1);
  return {
    count: users.length,
    columns: [
      { codes: users, values: matrix.users },
      { numbers: of(plays) },
      { numbers: of(tracks) },
      { numbers: of(skips) },
      { numbers: Float64Array.from(users, user => (skips[user] ?? 0) / (plays[user] ?? 0)) },
      { numbers: of(ms) },
      { numbers: Float64Array.from(users, user => (plays[user] ?? 0) / (tracks[user] ?? 0)) },
      { codes: users.map(user => (first[user] ?? 0) - firstDay), values: dates },
      { codes: users.map(user => (last[user] ?? 0) - firstDay), values: dates },
      { numbers: of(weeks) },
      { codes: users.map(user => topGenre[user] ?? -1), values: labels.genres },
      { codes: artist, values: labels.artists },
      named([...artist].map(code => (code < 0 ? null : (names.get(labels.artists[code] ?? '') ?? null)))),
    ],
  };
}

/** Each user's most played label, the first of equals; -1 where no track has one. */
function mostPlayed(matrix: Matrix, label: Int32Array, labels: number): Int32Array {
  const top = new Int32Array(matrix.users.length).fill(-1);
  const plays = new Int32Array(labels);
  for (let from = 0; from < matrix.count;) {
    const user = matrix.user[from] ?? 0;
    plays.fill(0);
    let to = from;
    for (; to < matrix.count && matrix.user[to] === user; to++) {
      const code = label[matrix.track[to] ?? 0] ?? -1;
      if (code >= 0) plays[code] = (plays[code] ?? 0) + (matrix.plays[to] ?? 0);
    }
    let best = 0;
    for (let code = 0; code < labels; code++) {
      if ((plays[code] ?? 0) <= best) continue;
      best = plays[code] ?? 0;
      top[user] = code;
    }
    from = to;
  }
  return top;
}

function activeWeeks({ weeks, weekStarts, user, users }: Plays): Int32Array {
  const active = new Int32Array(users.length);
  for (let w = 0; w < weeks.length; w++) {
    let last = -1;
    for (let i = weekStarts[w] ?? 0; i < (weekStarts[w + 1] ?? 0); i++) {
      const code = user[i] ?? 0;
      if (code !== last) active[code] = (active[code] ?? 0) + 1;
      last = code;
    }
  }
  return active;
}
