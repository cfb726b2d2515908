import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { dump, dumpAll } from './support/dump.ts';
import { isoTime } from './support/fill.ts';
import { withLake } from './support/lake.ts';
import { forgetLoad, loadRows, type BronzeRow } from './support/load.ts';

type Step =
  | {
      do: 'plays';
      week: number;
      plays: { user: number; track: number; at: number; seconds: number | null; named: boolean }[];
    }
  | { do: 'counts'; user: number; track: number; plays: number }
  | { do: 'song'; track: number; genre: string; seconds: number }
  | { do: 'user'; user: number }
  | { do: 'recommendation'; user: number; track: number; week: number }
  | { do: 'forget'; which: number }
  | { do: 'build' };

/** Ids as sources give them: whole numbers, text that looks like numbers, names with a prefix. */
const USERS = [1, 2, 3, '4', 'lastfm:u5'] as const;
const TRACKS = [1, 2, 3, 4, '5', 'lastfm:t6', 'lastfm:t7'] as const;
const START = Date.UTC(2024, 11, 25) / 1000; // a Wednesday: the first day of a week
const WEEK = 7 * 86_400;

const user = fc.nat(USERS.length - 1);
const track = fc.nat(TRACKS.length - 1);
const week = fc.integer({ min: 0, max: 4 });
const play = fc.record({
  user,
  track,
  at: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: -1200, max: WEEK + 600 }), fc.constant(9e8)),
  seconds: fc.option(fc.integer({ min: -1, max: 400 })),
  named: fc.boolean(),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('plays' as const), week, plays: fc.array(play, { maxLength: 12 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('counts' as const), user, track, plays: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('song' as const),
      track,
      genre: fc.constantFrom('rock', 'jazz'),
      seconds: fc.integer({ min: 30, max: 400 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('user' as const), user }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('recommendation' as const), user, track, week }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('forget' as const), which: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('build' as const) }) },
);

describe('an incremental build', () => {
  it('equals a full build, exactly, after any sequence of loads, late plays and forgotten loads', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 14 }), steps => {
        withLake(lake => {
          for (const one of steps) perform(lake, one);
          buildLakehouse(lake, {}, quietContext());
          const incremental = dumpAll(lake);
          buildLakehouse(lake, { full: true }, quietContext());
          expect(incremental).toEqual(dumpAll(lake));
        });
      }),
      { numRuns: Number(process.env['TRACKLAKE_RUNS'] ?? 12) },
    );
  });

  it('is what makes them equal: without it they differ', () => {
    withLake(lake => {
      perform(lake, { do: 'plays', week: 1, plays: [{ user: 0, track: 0, at: 5, seconds: 100, named: true }] });
      buildLakehouse(lake, {}, quietContext());
      perform(lake, { do: 'plays', week: 2, plays: [{ user: 0, track: 1, at: 5, seconds: 100, named: true }] });
      const stale = dumpAll(lake);
      buildLakehouse(lake, { full: true }, quietContext());
      expect(stale).not.toEqual(dumpAll(lake));
    });
  });

  it('takes one more week in without building any relation of plays in full', () => {
    withLake(lake => {
      for (const one of [0, 1, 2, 3]) perform(lake, { do: 'song', track: one, genre: 'rock', seconds: 200 });
      const plays = [0, 1, 2].map(i => ({ user: 0, track: i, at: i * 300, seconds: 100, named: false }));
      perform(lake, { do: 'plays', week: 1, plays });
      buildLakehouse(lake, {}, quietContext());
      perform(lake, { do: 'plays', week: 2, plays });
      const { outcomes } = buildLakehouse(lake, {}, quietContext());
      const how = Object.fromEntries(outcomes.map(o => [o.relation, o.outcome]));
      for (const name of [
        'silver_plays',
        'silver_user_track_plays',
        'silver_song_transitions',
        'silver_weekly_tracks',
        'silver_weekly_trending_tracks',
        'silver_user_artists',
        'gold_top_artists_by_month',
      ])
        expect([name, how[name]]).toEqual([name, 'incremental']);
      expect(dump(lake, 'silver_listens')).toHaveLength(6);
    });
  });
});

function perform(lake: Lakehouse, step: Step): void {
  switch (step.do) {
    case 'plays':
      loadRows(
        lake,
        'bronze_fact_listening_events',
        step.plays.map(one => playRow(step.week, one)),
      );
      return;
    case 'counts':
      loadRows(lake, 'bronze_fact_listening_counts', [
        {
          user_id: USERS[step.user] ?? 1,
          track_id: TRACKS[step.track] ?? 1,
          plays: step.plays,
          track_title: 'Counted',
          artist_name: 'Some',
        },
      ]);
      return;
    case 'song':
      loadRows(lake, 'bronze_dim_songs', [
        {
          track_id: TRACKS[step.track] ?? 1,
          title: `T${step.track}`,
          artist_id: step.track % 2,
          artist_name: `A${step.track % 2}`,
          genre: step.genre,
          duration_ms: step.seconds * 1000,
          released_on: '2024-12-26',
          tempo: 120.5,
          danceability: 0.1,
          energy: 0.2,
          valence: 0.3,
          acousticness: 0.4,
          instrumentalness: 0.5,
          loudness: -6.25,
        },
      ]);
      return;
    case 'user':
      loadRows(lake, 'bronze_dim_users', [
        { user_id: USERS[step.user] ?? 1, name: 'U', signed_up_at: '2024-12-26T00:00:00Z' },
      ]);
      return;
    case 'recommendation':
      loadRows(lake, 'bronze_recommendation_events', [
        {
          user_id: USERS[step.user] ?? 1,
          track_id: TRACKS[step.track] ?? 1,
          rank: 1,
          recommended_at: isoTime(START + step.week * WEEK),
        },
      ]);
      return;
    case 'forget': {
      const loads = lake.db.prepare('select load_id from lake_loads order by load_id').pluck().all() as number[];
      const load = loads[step.which % Math.max(1, loads.length)];
      if (load !== undefined) forgetLoad(lake, load);
      return;
    }
    case 'build':
      buildLakehouse(lake, {}, quietContext());
      return;
  }
}

function playRow(
  week: number,
  one: { user: number; track: number; at: number; seconds: number | null; named: boolean },
): BronzeRow {
  return {
    user_id: USERS[one.user] ?? 1,
    track_id: TRACKS[one.track] ?? 1,
    played_at: isoTime(START + week * WEEK + one.at),
    ms_played: one.seconds === null ? null : one.seconds * 1000,
    track_title: one.named ? `Named ${one.track} in ${week}` : null,
    artist_name: one.named ? `Artist ${one.track}` : null,
  };
}
