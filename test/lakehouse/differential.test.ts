import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { isoTime, mulberry32 } from './support/fill.ts';
import { withLake } from './support/lake.ts';
import { loadRows } from './support/load.ts';

interface Play {
  id: number;
  user: number;
  track: number;
  at: number;
  ms: number;
}

const WEEK_START = Date.UTC(2025, 0, 1) / 1000; // a Wednesday
const WEEK = 7 * 86_400;
const PLAYS = crowdedPlays(3000, 42);

const built = withLake(lake => {
  loadRows(
    lake,
    'bronze_fact_listening_events',
    PLAYS.map(play => ({ user_id: play.user, track_id: play.track, played_at: isoTime(play.at), ms_played: play.ms })),
  );
  buildLakehouse(lake, {}, quietContext());
  const all = (sql: string): unknown[][] => lake.db.prepare(sql).raw().all() as unknown[][];
  return {
    clashing: all('select listen_id, reason from silver_clashing_plays order by listen_id'),
    matrix: all('select user_id, track_id, plays, skips, ms_played from silver_user_track_plays order by 1, 2'),
    weekly: all('select track_id, week_end, plays, listeners from silver_weekly_tracks order by 1, 2'),
    transitions: all('select track_id, next_track_id, plays from silver_song_transitions order by 1, 2'),
  };
});

describe('relations against a plain reduce in JavaScript', () => {
  const { standing, clashing } = judge(PLAYS);

  it('agree on duplicates and overlaps, play by play', () => {
    expect(clashing.length).toBeGreaterThan(300);
    expect(built.clashing).toEqual(clashing);
  });

  it('agree on the plays of each user and track', () => {
    const sums = new Map<string, number[]>();
    for (const { user, track, ms } of standing) add(sums, `${user} ${track}`, [1, ms < 30_000 ? 1 : 0, ms]);
    expect(built.matrix).toEqual(rowsOf(sums));
  });

  it('agree on plays and listeners of each track and week', () => {
    const plays = new Map<string, number[]>();
    const listeners = new Set<string>();
    for (const { user, track, at } of standing) {
      const key = `${track} ${weekOf(at)}`;
      const isNew = !listeners.has(`${key} ${user}`);
      listeners.add(`${key} ${user}`);
      add(plays, key, [1, isNew ? 1 : 0]);
    }
    const rows = rowsOf(plays).map(([track, week, ...rest]) => [track, weekEnd(Number(week)), ...rest]);
    expect(built.weekly).toEqual(rows);
  });

  it('agree on what was played next', () => {
    const next = new Map<string, number[]>();
    const last = new Map<string, Play>();
    for (const play of standing) {
      const before = last.get(`${play.user} ${weekOf(play.at)}`);
      if (before !== undefined && play.at - (before.at + Math.floor(before.ms / 1000)) <= 1800)
        add(next, `${before.track} ${play.track}`, [1]);
      last.set(`${play.user} ${weekOf(play.at)}`, play);
    }
    expect(built.transitions).toEqual(rowsOf(next));
  });
});

/** Plays of few users in two weeks, close enough together that many overlap, some twice, some inside longer ones. */
function crowdedPlays(count: number, seed: number): Play[] {
  const random = mulberry32(seed);
  const plays: Play[] = [];
  for (let i = 0; i < count; i += 1) {
    const again = random() < 0.05 ? plays[Math.floor(random() * plays.length)] : undefined;
    const fresh: Play = {
      id: 0,
      user: 1 + Math.floor(random() * 4),
      track: 1 + Math.floor(random() * 40),
      at: WEEK_START + Math.floor(random() * 2 * WEEK),
      ms: Math.floor(random() ** 4 * 3_000_000),
    };
    plays.push({ ...(again ?? fresh), id: i + 1 });
  }
  return plays;
}

/** The rule of silver_clashing_plays, as one walk: the earliest play stands, and the next one that begins after its end. */
function judge(plays: readonly Play[]): { standing: Play[]; clashing: [number, string][] } {
  const inOrder = plays.toSorted(
    (a, b) => a.user - b.user || weekOf(a.at) - weekOf(b.at) || a.at - b.at || a.track - b.track || a.id - b.id,
  );
  const standing: Play[] = [];
  const clashing: [number, string][] = [];
  let busyUntil = 0;
  inOrder.forEach((play, i) => {
    const before = inOrder[i - 1];
    if (before?.user !== play.user || weekOf(before.at) !== weekOf(play.at)) busyUntil = 0;
    const isAgain = before?.user === play.user && before.at === play.at && before.track === play.track;
    if (isAgain) clashing.push([play.id, 'duplicate']);
    else if (busyUntil > play.at * 1000 + 1000) clashing.push([play.id, 'overlap']);
    else {
      standing.push(play);
      busyUntil = Math.max(busyUntil, play.at * 1000 + play.ms);
    }
  });
  return { standing, clashing: clashing.toSorted((a, b) => a[0] - b[0]) };
}

const weekOf = (at: number): number => Math.floor((at - WEEK_START) / WEEK);

const weekEnd = (week: number): string => isoTime(WEEK_START + week * WEEK + 6 * 86_400).slice(0, 10);

function add(sums: Map<string, number[]>, key: string, values: number[]): void {
  const old = sums.get(key);
  sums.set(key, old === undefined ? values : old.map((value, i) => value + (values[i] ?? 0)));
}

const rowsOf = (sums: Map<string, number[]>): (number | string)[][] =>
  [...sums]
    .map(([key, values]) => [...key.split(' ').map(Number), ...values])
    .toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0));
