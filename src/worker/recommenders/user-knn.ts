import { z } from 'zod';
import { columnCounts, rowOf, transpose } from '../matrix/csr.ts';
import { topKOf } from '../matrix/top-k.ts';
import { COUNT_SCALES, scaleCount, scaleCounts, rowNorms } from '../matrix/weighting.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, Model, Query, Reason, Recommender } from './recommender.ts';

const params = z.object({
  k: z.int().min(1).max(5000).default(100).describe('listeners whose taste is borrowed'),
  shrink: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('added to the divisor: listeners with little in common count less'),
  popularityExponent: z
    .number()
    .min(0)
    .max(2)
    .default(0.5)
    .describe('how much less popular items say about being alike'),
  counts: z.enum(COUNT_SCALES).default('binary').describe('how play counts weigh'),
});
export type UserKnnParams = z.infer<typeof params>;

/** What the listeners with the most similar history play. Looks at the history anew for each query, so it learns nothing. */
export const userKnn: Recommender<UserKnnParams> = {
  name: 'user-knn',
  title: 'Similar listeners',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    context.cancel.throwIfRequested();
    return userKnnModel(options, dataset);
  },
  load: (artefact, dataset) => userKnnModel(artefact.meta as UserKnnParams, dataset),
};

interface Neighbour {
  user: number;
  similarity: number;
}

function userKnnModel(options: UserKnnParams, dataset: Dataset): Model {
  const plays = scaleCounts(dataset.plays, options.counts);
  const listeners = transpose(plays);
  const norms = rowNorms(plays);
  const say = Float64Array.from(columnCounts(plays), count => (count === 0 ? 0 : count ** -options.popularityExponent));
  const dots = new Float64Array(plays.rows);

  function neighboursOf(query: Query): Neighbour[] {
    const { items, weights } = historyOf(query, dataset);
    const touched: number[] = [];
    let squares = 0;
    items.forEach((item, at) => {
      const weight = scaleCount(weights?.[at] ?? 1, options.counts);
      squares += weight * weight;
      const { indices, values } = rowOf(listeners, item);
      indices.forEach((user, to) => {
        const before = dots[user] ?? 0;
        if (before === 0) touched.push(user);
        dots[user] = before + weight * (values?.[to] ?? 1) * (say[item] ?? 0);
      });
    });
    const norm = Math.sqrt(squares);
    for (const user of touched) dots[user] = (dots[user] ?? 0) / (norm * (norms[user] ?? 0) + options.shrink);
    if (query.kind === 'user') dots[query.user] = 0;
    const nearest = Array.from(topKOf(touched, dots, options.k), user => ({ user, similarity: dots[user] ?? 0 }));
    for (const user of touched) dots[user] = 0;
    return nearest.filter(({ similarity }) => similarity > 0);
  }

  return {
    score(query, scores) {
      scores.fill(0);
      for (const { user, similarity } of neighboursOf(query)) {
        const { indices, values } = rowOf(plays, user);
        indices.forEach((item, at) => (scores[item] = (scores[item] ?? 0) + similarity * (values?.[at] ?? 1)));
      }
    },
    explain(query, item) {
      const { indices, values } = rowOf(listeners, item);
      const played = new Map(Array.from(indices, (user, at) => [user, values?.[at] ?? 1]));
      return neighboursOf(query)
        .flatMap(({ user, similarity }): Reason[] => {
          const weight = played.get(user);
          if (weight === undefined) return [];
          return [{ part: userKnn.name, contribution: similarity * weight, because: { kind: 'user', user } }];
        })
        .sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: {}, meta: { ...options } }),
  };
}
