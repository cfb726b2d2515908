import { expect, test } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { rankWeights } from '../../../src/worker/recommenders/history-ranks.ts';
import { ials } from '../../../src/worker/recommenders/ials.ts';
import { checkerboard } from './checkerboard.ts';

test('places of play counts go from 2 to 8, ties in the middle of theirs', () => {
  // of four: 900 has three below it; the two 7s one each below and share two places; 1 has none
  const weights = rankWeights(Float32Array.of(7, 900, 1, 7));
  expect([...weights]).toEqual([2 + 6 * (2 / 4), 2 + 6 * (3.5 / 4), 2 + 6 * (0.5 / 4), 2 + 6 * (2 / 4)]);
});

test('ALS by ranks explains its scores exactly, for a listener and for the same history', async () => {
  const { plays } = checkerboard();
  const dataset = checkerboard();
  const params = ials.params.parse({ dimensions: 8, counts: 'rank' });
  const model = await ials.fit(dataset, params, { ...quietContext(), seed: 1, threads: 1 });
  const scores = new Float32Array(plays.columns);
  const items = plays.indices.subarray(plays.indptr[3], plays.indptr[4]);
  const weights = plays.values!.subarray(plays.indptr[3], plays.indptr[4]);
  for (const query of [{ kind: 'user', user: 3 } as const, { kind: 'history', items, weights } as const]) {
    model.score(query, scores);
    const reasons = model.explain(query, 5)!;
    expect(reasons.reduce((sum, reason) => sum + reason.contribution, 0)).toBeCloseTo(scores[5]!, 4);
  }
});
