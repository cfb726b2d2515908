import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topK, topKOf } from '../../../src/worker/matrix/top-k.ts';

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
