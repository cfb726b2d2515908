import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { KernelsAhead } from '../../src/worker/lakehouse/kernels/ahead.ts';
import { KernelInputs } from '../../src/worker/lakehouse/kernels/inputs.ts';
import { hasKernel, kernelRows } from '../../src/worker/lakehouse/kernels/registry.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { filler, isoTime, mulberry32 } from './support/fill.ts';
import { withLake } from './support/lake.ts';
import { forgetLoad, loadRows } from './support/load.ts';
import { loadWorld } from './support/world.ts';

const withKernels = relations()
  .map(({ name }) => name)
  .filter(hasKernel);

describe('A kernel gives the rows of its relation’s SQL', () => {
  it('on the golden world, less its plays that are only counted', () => {
    withLake(lake => {
      loadWorld(lake);
      forgetCounts(lake);
      sameEitherWay(lake);
    });
  });

  it('on a year of plays', () => {
    withLake(lake => {
      const world = filler(lake, { users: 150, songs: 400, artists: 40, events: 12_000, playlists: 80, seed: 5 });
      world.dims();
      world.year();
      sameEitherWay(lake);
    });
  });

  it('on plays that overlap and repeat, with ids of both kinds, lengths unknown and weeks left out', () => {
    withLake(lake => {
      loadRows(lake, 'bronze_fact_listening_events', messyPlays(6_000));
      loadRows(lake, 'bronze_dim_songs', messySongs());
      sameEitherWay(lake);
      const clashes = lake.db.prepare('select reason, count(*) from silver_clashing_plays group by 1').raw().all();
      expect(clashes).toHaveLength(2);
    });
  });

  it('on plays that a second file tells of once more, to the minute or with another second', () => {
    withLake(lake => {
      const first = messyPlays(4_000);
      const again = first.map(play => {
        const at = Date.parse(play.played_at) / 1000;
        const moved = play.ms_played === null ? at - (at % 60) : at - (at % 47) + 20;
        return { ...play, played_at: isoTime(moved) };
      });
      loadRows(lake, 'bronze_fact_listening_events', first);
      loadRows(lake, 'bronze_fact_listening_events', again);
      loadRows(lake, 'bronze_dim_songs', messySongs());
      sameEitherWay(lake);
      const reasons = new Map(
        lake.db.prepare('select reason, count(*) from silver_clashing_plays group by 1').raw().all() as [
          string,
          number,
        ][],
      );
      expect(reasons.get('duplicate')).toBeGreaterThan(2_000);
    });
  });

  it('on nothing', () => {
    withLake(sameEitherWay);
  });
});

describe('A second thread', () => {
  it('computes the same rows ahead', () => {
    withLake(lake => {
      loadRows(lake, 'bronze_fact_listening_events', messyPlays(500));
      loadRows(lake, 'bronze_dim_songs', messySongs());
      buildLakehouse(lake, {}, quietContext());
      const inputs = new KernelInputs(lake.db);
      const ahead = new KernelsAhead(lake.path);
      ahead.use(inputs.plays());
      for (const name of withKernels) ahead.ask(name);
      expect(ahead.hasRoom).toBe(false);
      for (const name of withKernels) expect(ahead.take(name), name).toEqual(kernelRows(name, inputs));
      expect(ahead.hasRoom).toBe(true);
      ahead.end();
    });
  });
});

describe('A kernel declines, and the SQL runs', () => {
  const typesOf = (track: number): unknown[] =>
    withLake(lake => {
      loadRows(lake, 'bronze_fact_listening_events', [
        { user_id: 1, track_id: track, played_at: '2024-03-05T10:00:00Z', ms_played: 60_000 },
      ]);
      buildLakehouse(lake, {}, quietContext());
      expect(kernelRows('silver_user_weeks', new KernelInputs(lake.db)) === undefined).toBe(track > 2 ** 31);
      return lake.db.prepare('select typeof(track_id), plays from silver_user_track_plays').raw().all();
    });

  it('where an id is an integer that it could not hand back as one', () => {
    expect(typesOf(7)).toEqual([['integer', 1]]);
    expect(typesOf(2 ** 40)).toEqual([['integer', 1]]);
  });

  it('where plays are only counted', () => {
    withLake(lake => {
      loadRows(lake, 'bronze_fact_listening_counts', [{ user_id: 1, track_id: 2, plays: 5 }]);
      buildLakehouse(lake, {}, quietContext());
      expect(lake.db.prepare('select plays from silver_user_track_plays').pluck().all()).toEqual([5]);
    });
  });
});

function sameEitherWay(lake: Lakehouse): void {
  const rowsOf = (kernels: boolean): Record<string, unknown[]> => {
    const built = buildLakehouse(lake, { full: true, kernels }, quietContext());
    expect(built.outcomes.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    return Object.fromEntries(withKernels.map(name => [name, rowsWithTypes(lake, name)]));
  };
  const bySql = rowsOf(false);
  for (const name of withKernels) expect(kernelRows(name, new KernelInputs(lake.db)), name).toBeDefined();
  const byKernel = rowsOf(true);
  for (const name of withKernels) expect(byKernel[name], name).toEqual(bySql[name]);
}

/** As SQL literals, which tell 1 from 1.0 and from '1'. */
function rowsWithTypes(lake: Lakehouse, name: string): unknown[] {
  const columns = lake.db.pragma(`table_info(${name})`) as { name: string }[];
  const literals = columns.map(column => `quote(${column.name})`).join(" || ', ' || ");
  return lake.db.prepare(`select ${literals} from ${name}`).pluck().all();
}

function forgetCounts(lake: Lakehouse): void {
  const loadId = lake.db
    .prepare(`select load_id from lake_loads where relation = 'bronze_fact_listening_counts'`)
    .pluck()
    .get();
  forgetLoad(lake, Number(loadId));
}

const pick = <T>(values: readonly T[], random: () => number): T => values[Math.floor(random() * values.length)] as T;

const TRACKS = [...Array(25).keys(), 'a:1', 'a:10', 'a:2', 'Ä:1'];

function messyPlays(count: number) {
  const random = mulberry32(3);
  const users = [1, 2, 30, 'lastfm:anna', 'lastfm:Zoë', 'x:😀', 'x:ﬀ'];
  const played = Array.from({ length: count }, () => {
    const week = pick([0, 1, 2, 5, 6, 20], random); // weeks 3, 4 and 7 to 19 have no plays
    const seconds = Math.floor(random() * 7 * 86_400);
    return {
      user_id: pick(users, random),
      track_id: pick(TRACKS, random),
      played_at: isoTime(Date.UTC(2023, 11, 20) / 1000 + week * 7 * 86_400 + seconds),
      ms_played: random() < 0.01 ? 3_000_000 : pick([null, 0, 900, 29_999, 60_500], random),
      skipped: pick([null, 0, 1], random),
    };
  });
  return [...played, ...played.filter((_, i) => i % 100 === 0)];
}

function messySongs() {
  const random = mulberry32(4);
  const genres = ['rock', 'Rock', 'Ämbient', null];
  return TRACKS.map(track_id => ({
    track_id,
    title: `Song ${track_id}`,
    artist_id: pick([1, 2, 'mb:x', null], random),
    artist_name: pick(['One', 'Two', 'Ex'], random),
    genre: pick(genres, random),
    tempo: pick([120.123, 90, null], random),
    danceability: 0.5,
    energy: random(),
    valence: 0.25,
    acousticness: 0.125,
    instrumentalness: 0,
    loudness: -7.5,
  }));
}
