import type Database from 'better-sqlite3';
import { datesBetween, dayOf, stableOrder, type Rows, type Value } from './columns.ts';
import type { Plays } from './inputs.ts';
import type { Labels } from './labels.ts';
import { rangeOf, type Matrix } from './matrix.ts';
import type { Weekly } from './weekly.ts';

/** The rows of gold_genre_popularity_by_week. */
export function genrePopularityByWeek(weekly: Weekly, { genre, genres }: Labels): Rows {
  const size = weekly.weeks.length * genres.length;
  const [plays, skips, tracks] = [new Int32Array(size), new Int32Array(size), new Int32Array(size)];
  const ms = new Float64Array(size);
  for (let r = 0; r < weekly.count; r++) {
    const code = genre[weekly.track[r] ?? 0] ?? -1;
    if (code < 0) continue;
    const cell = (weekly.week[r] ?? 0) * genres.length + code;
    plays[cell] = (plays[cell] ?? 0) + (weekly.plays[r] ?? 0);
    skips[cell] = (skips[cell] ?? 0) + (weekly.skips[r] ?? 0);
    tracks[cell] = (tracks[cell] ?? 0) + 1;
    ms[cell] = (ms[cell] ?? 0) + (weekly.msPlayed[r] ?? 0);
  }
  const [share, rank] = [new Float64Array(size), new Int32Array(size)];
  for (let from = 0; from < size; from += genres.length) {
    const week = plays.subarray(from, from + genres.length);
    const all = week.reduce((sum, n) => sum + n, 0);
    const order = [...week.keys()].sort((a, b) => (week[b] ?? 0) - (week[a] ?? 0) || a - b);
    order.forEach((code, place) => {
      share[from + code] = (week[code] ?? 0) / all;
      rank[from + code] = place + 1;
    });
  }
  const cells = Int32Array.from(plays.keys()).filter(cell => (plays[cell] ?? 0) > 0);
  const at = (column: Int32Array | Float64Array): Float64Array => Float64Array.from(cells, cell => column[cell] ?? 0);
  return {
    count: cells.length,
    columns: [
      { codes: cells.map(cell => Math.floor(cell / genres.length)), values: weekly.weeks },
      { codes: cells.map(cell => cell % genres.length), values: genres },
      ...[plays, skips, tracks, ms, share, rank].map(column => ({ numbers: at(column) })),
    ],
  };
}

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

/** Text that is its own list of values. */
const named = (values: readonly (Value | null)[]): { codes: Int32Array; values: readonly Value[] } => ({
  codes: Int32Array.from(values, (value, i) => (value === null ? -1 : i)),
  values: values.map(value => value ?? ''),
});

const FIRST_WEEKS = 4;
const SLEEPER = { weeksToPeak: 8, plays: 20 };

/** The rows of gold_track_lifecycle. */
export function trackLifecycle(db: Database.Database, weekly: Weekly): Rows {
  const songs = new Map(
    (
      db.prepare('select track_id, title, artist_name, released_on from silver_dim_songs').raw().all() as [
        Value,
        string | null,
        string | null,
        string | null,
      ][]
    ).map(([track, ...rest]) => [track, rest]),
  );
  const weekNo = weekly.weeks.map(week => Date.parse(week) / (7 * 86_400_000));
  const n = weekly.tracks.length;
  const [first, peak, last] = [new Int32Array(n).fill(-1), new Int32Array(n), new Int32Array(n)];
  const [weeks, plays, most, early, skips] = [0, 1, 2, 3, 4].map(() => new Int32Array(n)) as [
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
    Int32Array,
  ];
  for (let r = 0; r < weekly.count; r++) {
    const [track, week, played] = [weekly.track[r] ?? 0, weekly.week[r] ?? 0, weekly.plays[r] ?? 0];
    if (first[track] === -1) first[track] = week;
    last[track] = week;
    weeks[track] = (weeks[track] ?? 0) + 1;
    plays[track] = (plays[track] ?? 0) + played;
    skips[track] = (skips[track] ?? 0) + (weekly.skips[r] ?? 0);
    if (played > (most[track] ?? 0)) {
      most[track] = played;
      peak[track] = week;
    }
    const age = (weekNo[week] ?? 0) - (weekNo[first[track] ?? 0] ?? 0);
    if (age < FIRST_WEEKS) early[track] = (early[track] ?? 0) + played;
  }
  const played = Int32Array.from(weekly.tracks.keys()).filter(track => first[track] !== -1);
  const toPeak = played.map(track => (weekNo[peak[track] ?? 0] ?? 0) - (weekNo[first[track] ?? 0] ?? 0));
  const of = (column: Int32Array): Int32Array => played.map(track => column[track] ?? 0);
  const song = (field: 0 | 1 | 2) =>
    named([...played].map(track => songs.get(weekly.tracks[track] ?? '')?.[field] ?? null));
  return {
    count: played.length,
    columns: [
      { codes: played, values: weekly.tracks },
      song(0),
      song(1),
      song(2),
      { codes: of(first), values: weekly.weeks },
      { codes: of(peak), values: weekly.weeks },
      { codes: of(last), values: weekly.weeks },
      { numbers: of(weeks) },
      { numbers: toPeak },
      { numbers: of(plays) },
      { numbers: of(most) },
      { numbers: of(early) },
      { numbers: of(skips) },
      {
        numbers: played.map((track, i) => {
          const [peakPlays, earlyPlays] = [most[track] ?? 0, early[track] ?? 0];
          const isLate = (toPeak[i] ?? 0) >= SLEEPER.weeksToPeak && peakPlays >= SLEEPER.plays;
          return isLate && peakPlays * FIRST_WEEKS >= earlyPlays * 5 ? 1 : 0;
        }),
      },
    ],
  };
}

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

/** The rows of gold_retention_by_cohort, from the first and last day of each user's weeks. */
export function retentionByCohort(db: Database.Database): Rows {
  const months = new Map<string, number>();
  const active = new Map<Value, Set<number>>();
  const rows = db.prepare('select user_id, first_played_on, last_played_on from silver_user_weeks').raw();
  for (const [user, first, last] of rows.iterate() as IterableIterator<[Value, string, string]>) {
    const of = active.get(user) ?? new Set<number>();
    active.set(user, of.add(monthNumber(first, months)).add(monthNumber(last, months)));
  }
  const kept = new Map<number, Map<number, number>>();
  for (const of of active.values()) {
    const cohort = Math.min(...of);
    const counts = kept.get(cohort) ?? new Map<number, number>();
    for (const month of of) counts.set(month - cohort, (counts.get(month - cohort) ?? 0) + 1);
    kept.set(cohort, counts);
  }
  const cells = [...kept]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([cohort, counts]) =>
      [...counts]
        .toSorted(([a], [b]) => a - b)
        .map(([since, users]) => ({ cohort, since, users, all: counts.get(0) ?? 0 })),
    );
  return {
    count: cells.length,
    columns: [
      named(cells.map(({ cohort }) => `${Math.floor(cohort / 12)}-${String((cohort % 12) + 1).padStart(2, '0')}`)),
      { numbers: Int32Array.from(cells, cell => cell.since) },
      { numbers: Int32Array.from(cells, cell => cell.all) },
      { numbers: Int32Array.from(cells, cell => cell.users) },
      { numbers: Float64Array.from(cells, cell => cell.users / cell.all) },
    ],
  };
}

/** Months since year 0. */
function monthNumber(date: string, known: Map<string, number>): number {
  const month = known.get(date) ?? Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  known.set(date, month);
  return month;
}
