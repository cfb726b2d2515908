import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Compute } from '../../../src/worker/matrix/compute/compute.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { topK, topKOf } from '../../../src/worker/matrix/top-k.ts';
import { TopScan } from '../../../src/worker/matrix/top-scan.ts';

const someScores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(-Infinity), fc.constant(NaN)), {
  maxLength: 60,
});

const sortedBest = (scores: readonly number[], k: number): number[] =>
  scores
    .map((score, index) => ({ score, index }))
    .filter(({ score }) => score > -Infinity)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, k)
    .map(({ index }) => index);

describe('top k', () => {
  it('is the head of a full sort by score and then by index', () => {
    fc.assert(
      fc.property(someScores, fc.nat(20), (scores, k) => {
        expect([...topK(Float32Array.from(scores), k)]).toEqual(sortedBest(scores, k));
      }),
    );
  });

  it('is the same whatever the order of the candidates', () => {
    fc.assert(
      fc.property(someScores, fc.nat(20), (scores, k) => {
        const backwards = scores.map((_, index) => scores.length - 1 - index);
        expect([...topKOf(backwards, Float32Array.from(scores), k)]).toEqual(sortedBest(scores, k));
      }),
    );
  });
});

describe('a scan for the top', () => {
  it.each([true, false])('finds what the search through all finds, ties and gaps too (plain: %s)', plain => {
    const compute = new Compute({ threads: 1, plain });
    const random = seededRandom(11);
    for (const length of [0, 1, 127, 128, 1000, 5003]) {
      const top = new TopScan(compute, length);
      for (const spread of [2, 50, 1e9]) {
        const scores = compute.floats(length);
        for (let i = 0; i < length; i += 1) scores[i] = Math.floor(random.next() * spread);
        for (let i = 0; i < length; i += 3) scores[i] = random.next() < 0.5 ? -Infinity : NaN;
        scores.fill(-Infinity, length >> 1, length >> 1 === 0 ? 0 : (length >> 1) + 300);
        for (const k of [0, 1, 7, 30, 6000]) expect(top.best(scores, k)).toEqual(topK(scores, k));
      }
      expect(top.best(compute.floats(length).fill(-Infinity), 5)).toHaveLength(0);
    }
  });
});
