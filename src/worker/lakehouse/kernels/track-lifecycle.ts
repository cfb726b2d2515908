import type Database from 'better-sqlite3';
import { named, type Rows, type Value } from './columns.ts';
import type { Weekly } from './weekly.ts';

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
