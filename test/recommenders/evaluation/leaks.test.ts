import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { splitLakehouse } from '../../../src/worker/evaluation/split.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { datasetToArtefact } from '../../../src/worker/recommenders/dataset/store.ts';
import { loadDataset } from '../../../src/worker/recommenders/dataset/load-dataset.ts';
import type { Dataset } from '../../../src/worker/recommenders/recommender.ts';
import { generatedLake, type GeneratedLake } from '../support/generated-lake.ts';

/**
 * Two lakehouses with the same past and another future: after the cut, plays, follows, playlists, releases and sign-ups
 * differ. What a recommender is given for training must not differ by one bit.
 */
const CUT = '2024-12-01';
let one: GeneratedLake;
let other: GeneratedLake;

beforeAll(async () => {
  one = await generatedLake();
  other = await generatedLake(folder => {
    changeLines(join(folder, 'fact_listening_events_2024.csv'), 'played_at', line =>
      line.replace(/^(\d+),(\d+),(\d+)/, (_, event, user, track) => `${event},${user},${(Number(track) % 600) + 1}`),
    );
    changeLines(join(folder, 'graph_user_follows.csv'), 'followed_at', () => null);
    changeLines(join(folder, 'bridge_playlist_tracks.csv'), 'added_at', () => null);
  });
});
afterAll(() => {
  one.remove();
  other.remove();
});

/** Rewrites (or drops) the lines of a generated file that are dated after the cut. */
function changeLines(path: string, column: string, change: (line: string) => string | null): void {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  const at = header.split(',').indexOf(column);
  expect(at, `${path} has ${column}`).toBeGreaterThanOrEqual(0);
  const changed = lines.map(line => ((line.split(',')[at] ?? '') >= CUT ? change(line) : line));
  expect(changed).not.toEqual(lines);
  writeFileSync(path, `${[header, ...changed.filter(line => line !== null)].join('\n')}\n`);
}

function digest(dataset: Dataset): string {
  const hash = createHash('sha256');
  const { arrays } = datasetToArtefact(dataset);
  for (const name of Object.keys(arrays).sort()) {
    const array = arrays[name]!;
    hash.update(name).update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  for (const array of Object.values(dataset.events ?? {}))
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}

const training = (lake: Lakehouse): Dataset =>
  splitLakehouse(lake, { kind: 'time', from: CUT, days: 31, repeats: false }, 1, quietContext()).train;

test('another future leaves no trace in the training data', () => {
  expect(digest(training(one.lake))).toBe(digest(training(other.lake)));
});

test('the two futures differ, or the test above would say nothing', () => {
  const future = (lake: Lakehouse) =>
    splitLakehouse(lake, { kind: 'time', from: CUT, days: 31, repeats: false }, 1, quietContext()).relevant;
  expect(future(one.lake)).not.toEqual(future(other.lake));
});

/** Ways to leak, each on top of the honest training data; the comparison must catch every one. */
const LEAKS: Record<string, (lake: Lakehouse) => Dataset> = {
  'future plays': lake => loadDataset(lake, {}, quietContext()),
  'playlists of the future': lake => ({
    ...training(lake),
    playlists: loadDataset(lake, {}, quietContext()).playlists,
  }),
  'follows of the future': lake => ({ ...training(lake), follows: loadDataset(lake, {}, quietContext()).follows }),
  'global statistics over the test part': lake => {
    const honest = training(lake);
    const counts = new Map(
      lake.db.prepare('select track_id, count(*) from silver_listens group by track_id').raw().all() as [
        number,
        number,
      ][],
    );
    const everPlayed = Float32Array.from(honest.items.ids, id => counts.get(Number(id)) ?? 0);
    return { ...honest, items: { ...honest.items, features: everPlayed, featureNames: ['plays'] } };
  },
};

test.each(Object.entries(LEAKS))('%s would be caught', (_, leaking) => {
  expect(digest(leaking(one.lake))).not.toBe(digest(leaking(other.lake)));
});

test('nothing in the training data is dated at or after the cut', () => {
  const { events, items } = training(one.lake);
  const cut = Date.parse(CUT) / 1000;
  expect(events!.at.at(-1)).toBeLessThan(cut);
  expect(items.releasedOn!.every(day => !(day >= cut / 86_400))).toBe(true);
});
