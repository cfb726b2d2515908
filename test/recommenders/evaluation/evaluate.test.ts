import { afterAll, beforeAll, expect, test } from 'vitest';
import { evaluateLakehouse, type Evaluation } from '../../../src/worker/evaluation/evaluate-lakehouse.ts';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { cancelToken } from '../../../src/worker/jobs/context.ts';
import { generatedLake, type GeneratedLake } from '../support/generated-lake.ts';

let made: GeneratedLake;
let evaluation: Evaluation;

beforeAll(async () => {
  made = await generatedLake();
  evaluation = await evaluateLakehouse(made.lake, { k: 10 }, quietContext({ runId: 'run-7' }));
});
afterAll(() => made.remove());

const metric = (name: string, key: string): number =>
  evaluation.recommenders.find(result => result.recommender === name)!.metrics[key]!;

test('every recommender is judged by the same users, with figures in range and in their intervals', () => {
  expect(evaluation.recommenders.map(result => result.recommender)).toContain('hybrid');
  for (const { metrics, intervals } of evaluation.recommenders)
    for (const [name, [low, high]] of Object.entries(intervals)) {
      expect(metrics[name]).toBeGreaterThanOrEqual(low);
      expect(metrics[name]).toBeLessThanOrEqual(high);
      expect(high).toBeLessThanOrEqual(1);
    }
});

test('what is learned beats what everyone plays', () => {
  expect(metric('hybrid', 'ndcg@10')).toBeGreaterThan(metric('popularity', 'ndcg@10') * 1.3);
});

test('nobody beats the generator’s truth, and the share of it is said to be synthetic', () => {
  expect(evaluation.synthetic).toBe(true);
  const { share } = evaluation.attainable!;
  expect(share['ndcg@10']).toBeGreaterThan(0.2);
  expect(share['ndcg@10']).toBeLessThan(1);
});

test('is stored, one row for each recommender', () => {
  const rows = made.lake.db
    .prepare(`select recommender, metrics, protocol from lake_evaluations where run_id = 'run-7'`)
    .all() as {
    recommender: string;
    metrics: string;
    protocol: string;
  }[];
  expect(rows).toHaveLength(evaluation.recommenders.length);
  expect(JSON.parse(rows[0]!.metrics)).toHaveProperty('ndcg@10');
  expect(JSON.parse(rows[0]!.protocol)).toMatchObject({ kind: 'time', synthetic: true });
});

test('the same seed gives the same figures', async () => {
  const options = { recommenders: ['ials', 'hybrid'], seed: 3 };
  const [a, b] = [
    await evaluateLakehouse(made.lake, options, quietContext()),
    await evaluateLakehouse(made.lake, options, quietContext()),
  ];
  expect(a.recommenders.map(result => result.metrics)).toEqual(b.recommenders.map(result => result.metrics));
});

test.each(['leave-last-out', 'per-user'] as const)('the protocol %s works too', async kind => {
  const result = await evaluateLakehouse(
    made.lake,
    { recommenders: ['popularity'], protocol: { kind } },
    quietContext(),
  );
  expect(result.protocol.kind).toBe(kind);
  expect(result.held_out.users_judged).toBeGreaterThan(50);
});

test('a period without plays, an unknown name and a cancel are told apart', async () => {
  const protocol = { kind: 'time', from: '2030-01-01' } as const;
  await expect(evaluateLakehouse(made.lake, { protocol }, quietContext())).rejects.toMatchObject({ code: 'bad_input' });
  await expect(evaluateLakehouse(made.lake, { recommenders: ['hybird'] }, quietContext())).rejects.toThrow(
    'did you mean hybrid',
  );
  const cancel = cancelToken();
  cancel.request();
  await expect(evaluateLakehouse(made.lake, {}, quietContext({ cancel }))).rejects.toMatchObject({ code: 'cancelled' });
});
