import { describe, expect, it } from 'vitest';
import { cancelToken, quietContext } from '../../../src/worker/jobs/context.ts';
import { rowOf } from '../../../src/worker/matrix/csr.ts';
import { topK } from '../../../src/worker/matrix/top-k.ts';
import { bpr } from '../../../src/worker/recommenders/bpr.ts';
import { ease } from '../../../src/worker/recommenders/ease.ts';
import { graphFilter } from '../../../src/worker/recommenders/graph-filter.ts';
import { ials } from '../../../src/worker/recommenders/ials.ts';
import { itemKnn } from '../../../src/worker/recommenders/item-knn.ts';
import { popularity } from '../../../src/worker/recommenders/popularity.ts';
import type { Dataset, Model, Query, Recommender } from '../../../src/worker/recommenders/recommender.ts';
import { userKnn } from '../../../src/worker/recommenders/user-knn.ts';
import { checkerboard, WITHHELD } from './checkerboard.ts';

const dataset = checkerboard();
const context = (more = {}) => ({ ...quietContext(), seed: 1, threads: 1, ...more });

interface Case {
  recommender: Recommender;
  params: object;
}

const entry = (recommender: Recommender, params: object = {}): [string, Case] => [
  `${recommender.name} ${JSON.stringify(params)}`,
  { recommender, params },
];

const personal: [string, Case][] = [
  entry(itemKnn),
  entry(itemKnn, { similarity: 'tfidf', counts: 'log', k: 10 }),
  entry(itemKnn, { similarity: 'bm25', normalizeRows: false, averageBias: false, counts: 'raw' }),
  entry(itemKnn, { shrink: 5, averageBias: false }),
  entry(userKnn, { k: 10 }),
  entry(userKnn, { counts: 'log', shrink: 2 }),
  entry(ials, { dimensions: 3, regularization: 0.02 }),
  entry(ials, { dimensions: 8, counts: 'log', regularizationExponent: 0, regularization: 1 }),
  entry(ease, { regularization: 5 }),
  entry(graphFilter, { rank: 4 }),
  entry(graphFilter, { rank: 0, userExponent: 0.6 }),
  entry(bpr, { dimensions: 8, epochs: 40 }),
];

const fit = ({ recommender, params }: Case, data: Dataset = dataset, more = {}): Promise<Model> =>
  recommender.fit(data, recommender.params.parse(params), context(more));

function scoresOf(model: Model, query: Query, data: Dataset = dataset): Float32Array {
  const scores = new Float32Array(data.items.ids.length).fill(NaN);
  model.score(query, scores);
  return scores;
}

const user = (index: number): Query => ({ kind: 'user', user: index });

describe.each(personal)('%s', (_name, chosen) => {
  it('finds the withheld pair among the first', async () => {
    const scores = scoresOf(await fit(chosen), user(WITHHELD.user));
    for (const item of rowOf(dataset.plays, WITHHELD.user).indices) scores[item] = -Infinity;
    const list = [...topK(scores, 4)];
    expect(list.every(item => item % 2 === 1)).toBe(true);
    expect([...topK(scores, 12)].slice(0, 8)).toContain(WITHHELD.item);
  });

  it('gives the same bits again, on two threads, and after saving and loading', async () => {
    const model = await fit(chosen);
    const copy = structuredClone(model.save());
    const models = [
      await fit(chosen),
      await fit(chosen, dataset, { threads: 2 }),
      chosen.recommender.load(copy, dataset),
    ];
    for (const query of [user(3), { kind: 'seed', item: 4 } as const]) {
      for (const other of models) expect(scoresOf(other, query)).toEqual(scoresOf(model, query));
    }
  });

  it('explains each score to the last addend where it promises so', async () => {
    const model = await fit(chosen);
    const scores = scoresOf(model, user(3));
    for (let item = 0; item < scores.length; item += 1) {
      const reasons = model.explain(user(3), item);
      if (!chosen.recommender.exact) {
        expect(reasons).toBeNull();
        continue;
      }
      const sum = reasons!.reduce((total, { contribution }) => total + contribution, 0);
      expect(Math.abs(sum - scores[item]!)).toBeLessThan(1e-4 * Math.max(1, Math.abs(scores[item]!)));
      expect(reasons!.every((reason, at) => at === 0 || reason.contribution <= reasons![at - 1]!.contribution)).toBe(
        true,
      );
    }
  });

  it('takes a history that it has not seen for what it is', async () => {
    const model = await fit(chosen);
    const odd: Query = { kind: 'history', items: Int32Array.of(1, 5, 9, 13), weights: Float32Array.of(1, 2, 1, 1) };
    const list = [...topK(scoresOf(model, odd), 6)];
    expect(list.filter(item => item % 2 === 1).length).toBeGreaterThanOrEqual(5);
    const nothing: Query = { kind: 'history', items: new Int32Array(0), weights: new Float32Array(0) };
    expect(scoresOf(model, nothing).every(Number.isFinite)).toBe(true);
  });

  it('recommends like items for a seed', async () => {
    const scores = scoresOf(await fit(chosen), { kind: 'seed', item: 4 });
    scores[4] = -Infinity;
    expect([...topK(scores, 3)].every(item => item % 2 === 0)).toBe(true);
  });

  it('hears a cancel that comes before its work', async () => {
    const cancel = cancelToken();
    cancel.request();
    await expect(fit(chosen, dataset, { cancel })).rejects.toThrow('cancelled');
  });

  it('survives users and items without plays, and no plays at all', async () => {
    const { plays } = dataset;
    const wider = {
      ...checkerboard({ items: 26 }),
      plays: {
        ...plays,
        rows: plays.rows + 2,
        columns: 26,
        indptr: Int32Array.of(...plays.indptr, plays.indices.length, plays.indices.length),
      },
    };
    const model = await fit(chosen, wider);
    expect(scoresOf(model, user(plays.rows), wider).every(Number.isFinite)).toBe(true);
    const empty = {
      ...dataset,
      plays: { rows: 30, columns: 24, indptr: new Int32Array(31), indices: new Int32Array(0), values: null },
    };
    expect(scoresOf(await fit(chosen, empty), user(0), empty).every(Number.isFinite)).toBe(true);
  });
});

it('popularity counts listeners or plays, and gives the count as its reason', async () => {
  const model = await fit({ recommender: popularity, params: {} });
  const scores = scoresOf(model, user(0));
  const most = topK(scores, 1)[0]!;
  expect(scores[most]).toBe(1);
  expect(model.explain(user(0), most)).toMatchObject([{ contribution: 1, because: { kind: 'popularity' } }]);
  expect(scoresOf(popularity.load(model.save(), dataset), user(0))).toEqual(scores);
});
