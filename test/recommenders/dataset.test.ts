import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendRows } from '../../src/worker/importers/append-rows.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { loadDataset } from '../../src/worker/recommenders/dataset/load-dataset.ts';
import { datasetFromArtefact, datasetToArtefact } from '../../src/worker/recommenders/dataset/store.ts';
import type { Dataset } from '../../src/worker/recommenders/recommender.ts';
import { generatedLake, type GeneratedLake } from './support/generated-lake.ts';

let made: GeneratedLake;
let dataset: Dataset;

beforeAll(async () => {
  made = await generatedLake();
  dataset = loadDataset(made.lake, {}, quietContext());
});
afterAll(() => made.remove());

const rows = (sql: string): unknown[][] => made.lake.db.prepare(sql).raw().all() as unknown[][];

/** A matrix as `user track value` lines, by the ids of the source. */
function lines(matrix: Dataset['plays'], rowIds: readonly unknown[], columnIds: readonly unknown[]): string[] {
  const result: string[] = [];
  for (let row = 0; row < matrix.rows; row += 1)
    for (let at = matrix.indptr[row]!; at < matrix.indptr[row + 1]!; at += 1)
      result.push(`${rowIds[row]} ${columnIds[matrix.indices[at]!]} ${matrix.values?.[at] ?? 1}`);
  return result.sort();
}

test('plays are those that were not skipped, as SQL counts them', () => {
  const expected = rows('select user_id, track_id, count(*) from silver_listens where is_skip = 0 group by 1, 2');
  expect(lines(dataset.plays, dataset.userIds, dataset.items.ids)).toEqual(expected.map(row => row.join(' ')).sort());
});

test('skips, follows and playlists are there', () => {
  const ids = dataset.items.ids;
  const skips = rows('select user_id, track_id, count(*) from silver_listens where is_skip = 1 group by 1, 2');
  expect(lines(dataset.skips!, dataset.userIds, ids).map(line => line.split(' ').slice(0, 2).join(' '))).toEqual(
    skips.map(([user, track]) => `${user} ${track}`).sort(),
  );
  expect(dataset.follows!.indices).toHaveLength(rows('select * from silver_follows').length);
  expect(dataset.playlists!.indices).toHaveLength(rows('select * from silver_playlist_tracks').length);
});

test('the last day of each pair is known', () => {
  const [[user, track, day]] = rows(
    `select user_id, track_id, julianday(max(played_on)) - 2440587.5 from silver_listens where is_skip = 0 group by 1, 2 having sum(is_skip) = 0 limit 1`,
  ) as [[number, number, number]];
  const u = dataset.userIds.indexOf(user);
  const start = dataset.plays.indptr[u]!;
  const at = dataset.plays.indices
    .subarray(start, dataset.plays.indptr[u + 1])
    .indexOf(dataset.items.ids.indexOf(track));
  expect(dataset.lastPlayed![start + at]).toBeGreaterThanOrEqual(day);
});

test('events ascend, and features are standardised', () => {
  const { at } = dataset.events!;
  expect(at.every((second, e) => e === 0 || at[e - 1]! <= second)).toBe(true);
  const { features, featureNames } = dataset.items;
  const width = featureNames.length;
  for (let f = 0; f < width; f += 1) {
    const column = features!.filter((_, i) => i % width === f);
    const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
    expect(Math.abs(mean)).toBeLessThan(1e-3);
    expect(column.reduce((sum, value) => sum + value * value, 0) / column.length).toBeCloseTo(1, 2);
  }
});

test('comes back from its arrays as it was, without the events', () => {
  const { items, ...stored } = datasetFromArtefact(datasetToArtefact(dataset));
  expect({ ...items, durationMs: dataset.items.durationMs }).toEqual(dataset.items);
  expect(stored).toEqual({
    ...stored,
    plays: dataset.plays,
    skips: dataset.skips,
    follows: dataset.follows,
    events: null,
  });
});

test('data that is counts alone, with text ids, loads; a lakehouse that is not built says what to do', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-counts-'));
  const lake = openLakehouse(join(folder, 'lake.db'));
  try {
    const counts = [
      ['hetrec:u1', 'hetrec:a1', 5, 'Low'],
      ['hetrec:u1', 'hetrec:a2', 1, 'Can'],
      ['hetrec:u2', 'hetrec:a1', 2, 'Low'],
    ].map(([user_id, track_id, plays, track_title]) => ({ user_id, track_id, plays, track_title }));
    appendRows(lake, 'bronze_fact_listening_counts', 'test', counts, quietContext());
    expect(() => loadDataset(lake, {}, quietContext())).toThrowError(expect.objectContaining({ code: 'not_found' }));
    buildLakehouse(lake, {}, quietContext());
    const loaded = loadDataset(lake, {}, quietContext());
    expect(lines(loaded.plays, loaded.userIds, loaded.items.ids)).toEqual([
      'hetrec:u1 hetrec:a1 5',
      'hetrec:u1 hetrec:a2 1',
      'hetrec:u2 hetrec:a1 2',
    ]);
    expect(loaded).toMatchObject({
      events: null,
      lastPlayed: null,
      follows: null,
      playlists: null,
      items: { features: null, tags: null },
    });
    expect(() => loadDataset(lake, { before: '2024-01-01' }, quietContext())).toThrowError(
      'there is no play before 2024-01-01',
    );
  } finally {
    lake.close();
    rmSync(folder, { recursive: true });
  }
});
