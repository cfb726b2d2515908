import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateLakehouse } from '../../../src/worker/evaluation/evaluate-lakehouse.ts';
import { usersToJudge } from '../../../src/worker/evaluation/judge-model.ts';
import { learnWeights } from '../../../src/worker/evaluation/learn-weights.ts';
import { searchParams, type SearchOptions } from '../../../src/worker/evaluation/search-params.ts';
import { drawPoint } from '../../../src/worker/evaluation/search-space.ts';
import { splitPerUser } from '../../../src/worker/evaluation/split.ts';
import { validationSplit } from '../../../src/worker/evaluation/validation-split.ts';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { fitModel } from '../../../src/worker/recommenders/models/fit-model.ts';
import type { Query } from '../../../src/worker/recommenders/recommender.ts';
import { checkerboard, withheldFor } from '../support/checkerboard.ts';
import { generatedLake, type GeneratedLake } from '../support/generated-lake.ts';

let made: GeneratedLake;
beforeAll(async () => {
  made = await generatedLake();
});
afterAll(() => made.remove());

const OPTIONS: SearchOptions = { recommender: 'trending', trials: 9, users: 200 };

test('points stay in their ranges, and a seed gives the same ones', () => {
  const space = { a: { values: ['x', 'y'] }, b: { min: 1, max: 100, log: true }, c: { min: 2, max: 5, integer: true } };
  const draw = () => {
    const random = seededRandom(3);
    return Array.from({ length: 50 }, () => drawPoint(space, random));
  };
  expect(draw()).toEqual(draw());
  for (const { a, b, c } of draw()) {
    expect(['x', 'y']).toContain(a);
    expect(b).toBeGreaterThanOrEqual(1);
    expect(b).toBeLessThanOrEqual(100);
    expect([2, 3, 4, 5]).toContain(c);
  }
});

test('halving tries all points on few listeners and few on all, and is never worse than the defaults', async () => {
  const result = await searchParams(made.lake, OPTIONS, quietContext());
  const byShare = Map.groupBy(
    result.trials.filter(trial => trial.point >= 0),
    trial => trial.share,
  );
  expect([...byShare].map(([share, trials]) => [share, trials.length])).toEqual([
    [1 / 9, 9],
    [1 / 3, 3],
    [1, 1],
  ]);
  expect(result.best.value).toBeGreaterThanOrEqual(result.defaults.value);
});

test('a search that was cut off goes on where it was, to the same result', async () => {
  const options: SearchOptions = { ...OPTIONS, seed: 2 };
  const cancel = cancelToken();
  let tried = 0;
  const progress = () => {
    tried += 1;
    if (tried === 5) cancel.request();
  };
  await expect(searchParams(made.lake, options, quietContext({ cancel, progress }))).rejects.toMatchObject({
    code: 'cancelled',
  });
  const whole = await searchParams(made.lake, options, quietContext());
  const again = await searchParams(made.lake, options, quietContext());
  expect(again.resumed).toBe(whole.trials.length);
  expect(again.best).toEqual(whole.best);
});

test('no validation cut sees the days that are held back', () => {
  const { train, period } = validationSplit(made.lake, { before: '2024-12-04', seed: 1 }, quietContext());
  expect(period).toEqual({ from: '2024-11-06', until: '2024-12-04' });
  expect(train.events!.at.at(-1)! * 1000).toBeLessThan(Date.parse('2024-11-06'));
});

test('weights go to the part that knows, whatever they began with', () => {
  const { train, relevant } = splitPerUser(checkerboard(), { share: 0.2 }, 1);
  const judged = usersToJudge(train, relevant, false);
  const userOf = (query: Query): number => (query.kind === 'user' ? query.user : 0);
  const knows = {
    score: (query: Query, scores: Float32Array) =>
      void scores.forEach((_, item) => (scores[item] = item % 2 === userOf(query) % 2 ? 1 : 0)),
  };
  const noise = {
    score: (query: Query, scores: Float32Array) =>
      void scores.forEach((_, item) => (scores[item] = ((item * 7919 + userOf(query)) % 101) / 101)),
  };
  const parts = [
    { name: 'noise', model: noise },
    { name: 'knows', model: knows },
  ];
  const { weights, ndcg, ndcgBefore } = learnWeights(
    parts,
    train,
    judged,
    { noise: 1, knows: 0.1 },
    { k: 10 },
    quietContext(),
  );
  expect(weights['knows']).toBe(1);
  expect(weights['noise']).toBeLessThan(0.9);
  expect(ndcg).toBeGreaterThan(ndcgBefore);
  expect(withheldFor(0) % 2).toBe(0);
});

test('a hybrid can learn its weights before it is fitted or judged', async () => {
  const parts = { ials: { dimensions: 8, epochs: 4 } };
  const { model } = await fitModel(made.lake, { learnWeights: true, params: { parts } }, quietContext());
  expect(Math.max(...Object.values(model.params['weights'] as Record<string, number>))).toBe(1);
  const evaluation = await evaluateLakehouse(
    made.lake,
    { recommenders: ['hybrid'], params: { hybrid: { parts } }, learnWeights: true },
    quietContext(),
  );
  expect(evaluation.notes.join()).toContain('learned on a cut inside the training part');
});
