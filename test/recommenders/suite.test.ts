import { describe, expect, test } from 'vitest';
import { cancelToken } from '../../src/worker/jobs/context.ts';
import { topK } from '../../src/worker/matrix/top-k.ts';
import type {
  Artefact,
  Dataset,
  FitContext,
  Model,
  Query,
  Recommender,
} from '../../src/worker/recommenders/recommender.ts';
import { recommenders } from '../../src/worker/recommenders/registry.ts';
import { checkerboard, emptyDataset, ITEMS, USERS, withheldFor } from './support/checkerboard.ts';

/** Same list for everyone: nothing personal to be found. */
const IMPERSONAL = ['popularity', 'trending'];
/** Know what comes after what; on this board every listener goes through the tracks in one order. */
const ORDER_ALONE = ['sequential-rules', 'sasrec'];
/** Small enough for a board of 40 × 30. */
const SMALL: Record<string, object> = {
  ials: { dimensions: 8 },
  sound: { dimensions: 8, epochs: 150 },
  hybrid: { parts: { ials: { dimensions: 8 } } },
  sasrec: { dimensions: 8, heads: 2, epochs: 30, batchTracks: 64, negatives: 0 },
};

const context = (overrides: Partial<FitContext> = {}): FitContext => ({
  progress: () => {},
  log: () => {},
  cancel: cancelToken(),
  seed: 7,
  threads: 1,
  ...overrides,
});

async function fitted(recommender: Recommender, dataset: Dataset, overrides: Partial<FitContext> = {}): Promise<Model> {
  return recommender.fit(dataset, recommender.params.parse(SMALL[recommender.name] ?? {}), context(overrides));
}

function scoresOf(model: Model, query: Query, size = ITEMS): Float32Array {
  const scores = new Float32Array(size).fill(NaN);
  model.score(query, scores);
  return scores;
}

const everyone = [...Array(USERS).keys()].map(user => ({ kind: 'user', user }) as const);

describe.each(recommenders.map(recommender => [recommender.name, recommender] as const))('%s', (name, recommender) => {
  const board = checkerboard();

  test.skipIf([...IMPERSONAL, ...ORDER_ALONE].includes(name))(
    'finds the withheld track of each listener first',
    async () => {
      const model = await fitted(recommender, board);
      const found = everyone.filter(query => {
        const scores = scoresOf(model, query);
        for (const item of board.plays.indices.subarray(
          board.plays.indptr[query.user],
          board.plays.indptr[query.user + 1],
        ))
          scores[item] = -Infinity;
        return topK(scores, 1)[0] === withheldFor(query.user);
      });
      expect(found.length).toBeGreaterThanOrEqual(USERS * 0.95);
    },
  );

  test('gives every item a finite score', async () => {
    const model = await fitted(recommender, board);
    for (const query of everyone) expect(scoresOf(model, query).every(Number.isFinite)).toBe(true);
    expect(scoresOf(model, { kind: 'seed', item: 4 }).every(Number.isFinite)).toBe(true);
  });

  test('says the same for a user alone as for the user among others', async () => {
    const model = await fitted(recommender, board);
    const together = everyone.map(query => scoresOf(model, query));
    const fresh = await fitted(recommender, board);
    expect(scoresOf(fresh, { kind: 'user', user: 11 })).toEqual(together[11]);
    expect(scoresOf(model, { kind: 'user', user: 11 })).toEqual(together[11]);
  });

  test('gives identical bits for a seed, whatever the number of threads', async () => {
    const saved = (await fitted(recommender, board)).save();
    const again = (await fitted(recommender, board, { threads: 2 })).save();
    expect(again).toEqual(saved);
  });

  test('scores and explains as before when it is saved and loaded', async () => {
    const model = await fitted(recommender, board);
    const loaded = recommender.load(copied(model.save()), board);
    for (const query of everyone) expect(scoresOf(loaded, query)).toEqual(scoresOf(model, query));
    expect(loaded.explain({ kind: 'user', user: 3 }, withheldFor(3))).toEqual(
      model.explain({ kind: 'user', user: 3 }, withheldFor(3)),
    );
  });

  test.skipIf(!recommender.exact)('explains each score by addends that sum to it', async () => {
    const model = await fitted(recommender, board);
    for (const query of everyone) {
      const scores = scoresOf(model, query);
      for (let item = 0; item < ITEMS; item += 1) {
        const reasons = model.explain(query, item) ?? [];
        const sum = reasons.reduce((total, reason) => total + reason.contribution, 0);
        expect(Math.abs(sum - (scores[item] ?? NaN)), `user ${query.user}, item ${item}`).toBeLessThan(1e-4);
      }
    }
  });

  test('puts the strongest reason first', async () => {
    const model = await fitted(recommender, board);
    const contributions = (model.explain({ kind: 'user', user: 3 }, withheldFor(3)) ?? []).map(r => r.contribution);
    expect(contributions).toEqual(contributions.toSorted((a, b) => b - a));
  });

  test('has an answer for someone who has played nothing', async () => {
    const model = await fitted(recommender, board);
    const cold: Query = { kind: 'history', items: new Int32Array(0), weights: new Float32Array(0) };
    expect(scoresOf(model, cold).every(Number.isFinite)).toBe(true);
  });

  test('fits on nothing', async () => {
    const empty = emptyDataset();
    const model = await fitted(recommender, empty);
    expect(
      scoresOf(model, { kind: 'history', items: new Int32Array(0), weights: new Float32Array(0) }, 0),
    ).toHaveLength(0);
    recommender.load(copied(model.save()), empty);
  });

  test('stops when it is cancelled', async () => {
    const cancel = cancelToken();
    cancel.request();
    await expect(fitted(recommender, board, { cancel })).rejects.toMatchObject({ code: 'cancelled' });
  });
});

/** As a store would bring it back: new arrays, meta through JSON. */
function copied({ arrays, meta }: Artefact): Artefact {
  return {
    arrays: Object.fromEntries(Object.entries(arrays).map(([key, array]) => [key, array.slice()])),
    meta: JSON.parse(JSON.stringify(meta)) as Artefact['meta'],
  };
}
