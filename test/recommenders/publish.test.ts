import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditSplit } from '../../src/worker/evaluation/audit-split.ts';
import { evaluateLakehouse } from '../../src/worker/evaluation/evaluate-lakehouse.ts';
import { splitLakehouse } from '../../src/worker/evaluation/split.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { loadDataset } from '../../src/worker/recommenders/dataset/load-dataset.ts';
import { compareLists, overlapAt, rankBiasedOverlap } from '../../src/worker/recommenders/models/compare-lists.ts';
import { fitModel } from '../../src/worker/recommenders/models/fit-model.ts';
import { gateRules, judgeGates, type EvaluationFacts } from '../../src/worker/recommenders/models/gates.ts';
import { findModel, listModels, servedModel } from '../../src/worker/recommenders/models/model-store.ts';
import { gatesOf, publishModel, rollBack } from '../../src/worker/recommenders/models/publish.ts';
import { openServing } from '../../src/worker/recommenders/serving/open-serving.ts';
import { generatedLake, type GeneratedLake } from './support/generated-lake.ts';

const facts = (changes: Partial<EvaluationFacts> = {}): EvaluationFacts => ({
  k: 10,
  snapshotId: 7,
  metrics: { 'ndcg@10': 0.2, 'recall@10': 0.15, 'coverage@10': 0.3, 'popularity_bias@10': 2 },
  segments: { heavy: { size: 100, metrics: { 'recall@10': 0.14 } }, cold: { size: 9, metrics: { 'recall@10': 0 } } },
  leak: { passed: true, findings: [] },
  ...changes,
});
const weak = facts({ metrics: { ...facts().metrics, 'ndcg@10': 0.1, 'recall@10': 0.1 } });
const failing = (candidate: EvaluationFacts | null, served: EvaluationFacts | null = null): string[] =>
  judgeGates({ snapshotId: 7, candidate, popularity: weak, served }, gateRules.parse({}))
    .filter(gate => !gate.passed)
    .map(gate => gate.name);

describe('gates', () => {
  test('let a good model pass', () => expect(failing(facts())).toEqual([]));
  test.each<[string, EvaluationFacts | null, string[]]>([
    ['not evaluated', null, ['evaluated']],
    ['evaluated on another snapshot', facts({ snapshotId: 6 }), ['evaluated']],
    ['a leak', facts({ leak: { passed: false, findings: ['3 plays'] } }), ['no leak']],
    ['worse than popularity', facts({ metrics: { ...facts().metrics, 'ndcg@10': 0.09 } }), ['ndcg']],
    ['the same few tracks for all', facts({ metrics: { ...facts().metrics, 'coverage@10': 0.001 } }), ['coverage']],
    ['only hits', facts({ metrics: { ...facts().metrics, 'popularity_bias@10': 9 } }), ['popularity bias']],
    [
      'a segment left behind',
      facts({ segments: { light: { size: 50, metrics: { 'recall@10': 0.01 } } } }),
      ['segments'],
    ],
    ['nothing measured', facts({ metrics: {} }), ['ndcg', 'recall', 'coverage', 'popularity bias']],
  ])('refuse: %s', (_, candidate, names) => expect(failing(candidate)).toEqual(names));
  test('refuse a challenger that is clearly worse than the champion', () => {
    const champion = facts({ metrics: { ...facts().metrics, 'ndcg@10': 0.3 } });
    expect(failing(facts(), champion)).toEqual(['ndcg']);
  });
});

describe('overlap of lists', () => {
  test('rank-biased overlap is 1 for the same list, 0 for strangers, and the top weighs most', () => {
    expect(rankBiasedOverlap([1, 2, 3], [1, 2, 3], 0.9)).toBeCloseTo(1);
    expect(rankBiasedOverlap([1, 2, 3], [4, 5, 6], 0.9)).toBe(0);
    expect(rankBiasedOverlap([1, 2, 3], [1, 5, 6], 0.9)).toBeGreaterThan(rankBiasedOverlap([1, 2, 3], [5, 6, 3], 0.9));
  });
  test('overlap counts what both have', () => {
    expect(overlapAt(4, [1, 2, 3, 4], [4, 3, 9, 8])).toBe(0.5);
    expect(overlapAt(3, [], [])).toBe(1);
  });
});

describe('publishing in a lakehouse', () => {
  let made: GeneratedLake;
  let now = Date.parse('2025-01-10T00:00:00Z');
  const context = quietContext({ now: () => new Date((now += 1000)) });
  let good: string;
  let bad: string;

  beforeAll(async () => {
    made = await generatedLake();
    const ials = { dimensions: 16, epochs: 6 };
    good = (await fitModel(made.lake, { recommender: 'ials', params: ials }, context)).model.modelId;
    await evaluateLakehouse(made.lake, { recommenders: ['popularity', 'ials', 'trending'], params: { ials } }, context);
    bad = (await fitModel(made.lake, { recommender: 'trending' }, context)).model.modelId;
  });
  afterAll(() => made.remove());

  test('the first model is served without an evaluation, as an override; one without after it stays a candidate', async () => {
    expect(findModel(made.lake, good).card.publications[0]).toMatchObject({
      action: 'overridden',
      reason: expect.stringContaining('no evaluation has these parameters'),
    });
    const { model } = await fitModel(made.lake, { recommender: 'playlist' }, context);
    expect(model.state).toBe('candidate');
    expect(model.card.publications.at(-1)).toMatchObject({ action: 'refused' });
    expect(servedModel(made.lake)?.modelId).toBe(good);
  });

  test('models are evaluated by what they are made of, beside popularity', async () => {
    const { modelId } = (await fitModel(made.lake, { recommender: 'playlist' }, context)).model;
    const { recommenders } = await evaluateLakehouse(made.lake, { models: [modelId, good] }, context);
    expect(recommenders.map(({ recommender }) => recommender).sort()).toEqual(['ials', 'playlist', 'popularity']);
    expect(gatesOf(made.lake, modelId)[0]).toMatchObject({ name: 'evaluated', passed: true });
  });

  test('the served one’s parameters, learned from newer data, are served with its old figures', async () => {
    const other = await generatedLake();
    try {
      const first = await fitModel(other.lake, { recommender: 'trending' }, context);
      other.lake.db.exec(`insert into lake_snapshots (kind, run_id, created_at, detail)
        select kind, run_id, created_at, detail from lake_snapshots order by snapshot_id desc limit 1`);
      const again = await fitModel(other.lake, { recommender: 'trending' }, context);
      expect(again.model.modelId).not.toBe(first.model.modelId);
      expect(again.model.state).toBe('served');
      expect(again.model.card.publications.at(-1)!.reason).toContain('parameters of the served model');
    } finally {
      other.remove();
    }
  });

  test('the first model is served even when its gates fail, as an override that its card explains', async () => {
    const other = await generatedLake();
    try {
      const params = { windowDays: 0.01 }; // next to nothing to go by
      await evaluateLakehouse(
        other.lake,
        { recommenders: ['popularity', 'trending'], params: { trending: params } },
        context,
      );
      const { model, gates } = await fitModel(other.lake, { recommender: 'trending', params }, context);
      expect(gates.some(gate => !gate.passed)).toBe(true);
      expect(model.state).toBe('served');
      expect(model.card.publications.at(-1)).toMatchObject({
        action: 'overridden',
        reason: expect.stringContaining('no other model'),
      });
    } finally {
      other.remove();
    }
  });

  test('an evaluated model knows its figures', () => {
    expect(findModel(made.lake, good).metrics).toHaveProperty('ndcg@10');
  });

  test('a model that fails its gates stays a candidate, and the one before goes on answering', () => {
    expect(
      gatesOf(made.lake, bad)
        .filter(gate => !gate.passed)
        .map(gate => gate.name),
    ).toContain('ndcg');
    expect(findModel(made.lake, bad).state).toBe('candidate');
    expect(servedModel(made.lake)?.modelId).toBe(good);
    expect(() => publishModel(made.lake, bad, {}, context)).toThrowError(
      expect.objectContaining({ code: 'check_failed' }),
    );
    expect(findModel(made.lake, bad).card.publications.map(({ action }) => action)).toEqual(['refused', 'refused']);
  });

  test('a model that passes is published', () => {
    expect(
      publishModel(
        made.lake,
        good,
        { rules: { accuracyAgainstPopularity: 0, popularityBias: 100, segment: 0 } },
        context,
      ),
    ).toMatchObject({
      model: { modelId: good, state: 'served' },
    });
  });

  test('an override serves it with its reason, and one step takes it back', () => {
    publishModel(made.lake, bad, { override: { reason: 'a test of charts only' } }, context);
    expect(servedModel(made.lake)?.modelId).toBe(bad);
    expect(findModel(made.lake, bad).card.publications.at(-1)).toMatchObject({
      action: 'overridden',
      reason: expect.stringContaining('a test of charts only'),
    });
    expect(rollBack(made.lake, 'charts are dull', context).modelId).toBe(good);
    expect(servedModel(made.lake)?.modelId).toBe(good);
    expect(findModel(made.lake, bad).state).toBe('retired');
  });

  test('two models are compared: how much changed, for whom, and what entered', () => {
    const [a, b] = [good, bad].map(modelId => openServing(made.lake, { modelId }));
    const comparison = compareLists(a!, b!, { k: 10 }, context);
    expect(comparison.users).toBe(300);
    expect(comparison.overlap).toBeGreaterThan(0);
    expect(comparison.overlap).toBeLessThan(0.9);
    const [most] = comparison.changed_most;
    expect(most!.entered.length + most!.left.length).toBeGreaterThan(0);
    expect(most!.shift['trending']).toBeGreaterThan(0);
    expect(compareLists(a!, a!, { k: 10 }, context)).toMatchObject({ overlap: 1 });
  });

  test('old models keep what is known of them, not their arrays, and can be fitted again', async () => {
    for (let halfLifeDays = 1; halfLifeDays <= 6; halfLifeDays += 1)
      await fitModel(made.lake, { recommender: 'trending', params: { halfLifeDays } }, context);
    const models = listModels(made.lake);
    // the served one, the one before it, and the newest four
    expect(models.filter(model => model.bytes > 0)).toHaveLength(6);
    const dropped = models.find(model => model.bytes === 0)!;
    expect(() => openServing(made.lake, { modelId: dropped.modelId })).toThrow('too old');
    const again = await fitModel(made.lake, { recommender: dropped.recommender, params: dropped.params }, context);
    expect(again).toMatchObject({ reused: false, model: { modelId: dropped.modelId } });
    openServing(made.lake, { modelId: dropped.modelId }).recommend({ userId: 1, k: 3 });
  });

  test('the audit finds the held-out period in leaky training data, and nothing in honest data', () => {
    const split = splitLakehouse(made.lake, { kind: 'time', days: 28, repeats: false }, 1, context);
    expect(auditSplit(split)).toEqual({ passed: true, findings: [] });
    expect(auditSplit({ ...split, train: loadDataset(made.lake, {}, context) }).passed).toBe(false);
    const perUser = splitLakehouse(made.lake, { kind: 'per-user', share: 0.2, repeats: false }, 1, context);
    expect(auditSplit(perUser).passed).toBe(true);
    expect(auditSplit({ ...perUser, train: loadDataset(made.lake, {}, context) }).passed).toBe(false);
  });
});
