import { z } from 'zod';
import { columnCounts } from '../matrix/csr.ts';
import type { Model, Recommender } from './recommender.ts';

const params = z.object({
  count: z.enum(['listeners', 'plays']).default('listeners').describe('what makes an item popular'),
});
type PopularityParams = z.infer<typeof params>;

/** The same list for everyone: items by how many people, or how many plays, they have. Scores are in 0..1. */
export const popularity: Recommender<PopularityParams> = {
  name: 'popularity',
  title: 'Popularity',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, { count }, context) {
    context.cancel.throwIfRequested();
    return popularityModel(count === 'listeners' ? columnCounts(dataset.plays) : playSums(dataset));
  },
  load: artefact => popularityModel(Int32Array.from(artefact.arrays['plays'] ?? [])),
};

function playSums({ plays }: Parameters<typeof popularity.fit>[0]): Int32Array {
  if (plays.values === null) return columnCounts(plays);
  const sums = new Float64Array(plays.columns);
  plays.indices.forEach((item, at) => (sums[item] = (sums[item] ?? 0) + (plays.values?.[at] ?? 0)));
  return Int32Array.from(sums, Math.round);
}

function popularityModel(plays: Int32Array): Model {
  const most = plays.reduce((max, count) => Math.max(max, count), 1);
  const shares = Float32Array.from(plays, count => count / most);
  return {
    score: (_query, scores) => scores.set(shares),
    explain: (_query, item) => {
      const count = plays[item] ?? 0;
      return [{ part: 'popularity', contribution: count / most, because: { kind: 'popularity', plays: count } }];
    },
    save: () => ({ arrays: { plays }, meta: {} }),
  };
}
