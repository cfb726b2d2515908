import { expect, test } from 'vitest';
import { cancelToken } from '../../../src/worker/jobs/context.ts';
import { FactorScan } from '../../../src/worker/matrix/factor-scan.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { indexRecall, VectorIndex } from '../../../src/worker/matrix/vector-index.ts';
import { fitIndex } from '../../../src/worker/recommenders/near-tracks.ts';

const ROWS = 2000;
const D = 12;

/** Forty clouds of vectors. */
function clouds(seed: number): Float32Array {
  const random = seededRandom(seed);
  const middles = Float32Array.from({ length: 40 * D }, () => random.normal());
  return Float32Array.from({ length: ROWS * D }, (_, at) => {
    const cloud = Math.floor(at / D) % 40;
    return middles[cloud * D + (at % D)]! + 0.35 * random.normal();
  });
}

const from = { seed: 1, cancel: cancelToken() };

test('all lists together are the exact search', () => {
  const vectors = clouds(1);
  const index = new VectorIndex(vectors, D, from);
  const [exact, found] = [new Float32Array(ROWS), new Float32Array(ROWS)];
  new FactorScan(vectors, D).cosines(7, exact);
  index.cosines(7, 1, found);
  found.forEach((cosine, row) => expect(cosine).toBeCloseTo(exact[row]!, 4));
  expect([...index.lists.members].sort((a, b) => a - b)).toEqual([...Array(ROWS).keys()]);
});

test('more lists find more of the true neighbours; the same seed makes the same lists', () => {
  const vectors = clouds(2);
  const index = new VectorIndex(vectors, D, from);
  const exact = new FactorScan(vectors, D);
  const recall = (share: number) => indexRecall(index, exact, ROWS, { share, k: 10, most: 100, seed: 1 }).recall;
  const [few, some, all] = [recall(0.02), recall(0.2), recall(1)];
  expect(few).toBeLessThan(some);
  expect(some).toBeGreaterThan(0.8);
  expect(all).toBe(1);
  expect(new VectorIndex(vectors, D, from).lists).toEqual(index.lists);
});

test('an index is used only where it finds what it should on these vectors, and says so', () => {
  const said: string[] = [];
  const context = { ...from, log: (level: string, message: string) => void said.push(`${level}: ${message}`) };
  expect(fitIndex(clouds(3), D, undefined, context)).toBeNull();
  expect(said).toEqual([]);
  expect(fitIndex(clouds(3), D, 0.5, context)).not.toBeNull();
  expect(said.at(-1)).toMatch(
    /^info: the index finds (9\d|100)\.\d % of the 50 tracks that are truly nearest, asked for 200/,
  );
  const scattered = Float32Array.from({ length: ROWS * 64 }, seededRandom(4).normal);
  expect(fitIndex(scattered, 64, 0.02, context)).toBeNull();
  expect(said.at(-1)).toMatch(/^warn: .* so search stays exact/);
});
