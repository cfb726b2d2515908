import { z } from 'zod';
import { columnCounts, type Csr, rowOf, transpose, withValues } from '../matrix/csr.ts';
import { rowNeighbours } from '../matrix/neighbours.ts';
import { bm25, COUNT_SCALES, scaleCount, scaleCounts, tfidf } from '../matrix/weighting.ts';
import { floats, integers } from './artefact.ts';
import { historyOf } from './query-history.ts';
import type { Artefact, Dataset, Model, Query, Reason, Recommender } from './recommender.ts';

const params = z.object({
  similarity: z.enum(['cosine', 'tfidf', 'bm25']).default('cosine'),
  k: z.int().min(1).max(5000).default(100).describe('neighbours kept for each item'),
  shrink: z
    .number()
    .min(0)
    .max(1000)
    .default(0)
    .describe('added to the divisor: pairs with few common listeners count less'),
  normalizeRows: z
    .boolean()
    .default(true)
    .describe('an item’s similarities sum to 1, so that items with close neighbours are not drowned by popular ones'),
  averageBias: z
    .boolean()
    .default(true)
    .describe('score how far the listener departs from the average one, plus the item’s own average'),
  counts: z.enum(COUNT_SCALES).default('binary').describe('how play counts weigh'),
});
export type ItemKnnParams = z.infer<typeof params>;

/** "People who played what you played also played this": each item's nearest items by who plays them. */
export const itemKnn: Recommender<ItemKnnParams> = {
  name: 'item-knn',
  title: 'Similar tracks',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    const neighbours = await rowNeighbours(weighted(dataset.plays, options), {
      k: options.k,
      cosine: options.similarity !== 'bm25',
      shrink: options.shrink,
      threads: context.threads,
      cancel: context.cancel,
      onRows: done =>
        context.progress({ stage: 'finding similar items', done, total: dataset.plays.columns, unit: 'rows' }),
    });
    const kept = options.normalizeRows ? rowsSummingToOne(neighbours) : neighbours;
    return itemKnnModel(kept, options.averageBias ? averageBias(kept, dataset.plays, options) : null, options, dataset);
  },
  load: (artefact, dataset) =>
    itemKnnModel(
      neighboursFrom(artefact),
      'bias' in artefact.arrays ? floats(artefact.arrays, 'bias') : null,
      artefact.meta as ItemKnnParams,
      dataset,
    ),
};

/** items × users. */
function weighted(plays: Csr, options: ItemKnnParams): Csr {
  const byItem = scaleCounts(transpose(plays), options.counts);
  if (options.similarity === 'tfidf') return tfidf(byItem);
  return options.similarity === 'bm25' ? bm25(byItem) : byItem;
}

function rowsSummingToOne(matrix: Csr): Csr {
  const values = new Float32Array(matrix.indices.length);
  for (let row = 0; row < matrix.rows; row += 1) {
    const similarities = rowOf(matrix, row).values ?? [];
    let sum = 0;
    for (const similarity of similarities) sum += similarity;
    values.set(
      similarities.map(similarity => similarity / sum),
      matrix.indptr[row],
    );
  }
  return withValues(matrix, values);
}

/** mean_i - Σ_j s_ij · mean_j: what remains of an item's score for a listener who has played nothing. */
function averageBias(neighbours: Csr, plays: Csr, options: ItemKnnParams): Float32Array {
  const means = new Float64Array(plays.columns);
  plays.indices.forEach((item, at) => {
    means[item] = (means[item] ?? 0) + scaleCount(plays.values?.[at] ?? 1, options.counts) / plays.rows;
  });
  return Float32Array.from(means, (mean, item) => {
    const { indices, values } = rowOf(neighbours, item);
    return indices.reduce((bias, other, at) => bias - (values?.[at] ?? 1) * (means[other] ?? 0), mean);
  });
}

/** @param neighbours row = the item that is scored, columns = the items that speak for it. */
function itemKnnModel(neighbours: Csr, bias: Float32Array | null, options: ItemKnnParams, dataset: Dataset): Model {
  const speaksFor = transpose(neighbours);
  const popularity = columnCounts(dataset.plays);
  return {
    score(query, scores) {
      if (bias === null || query.kind === 'seed') scores.fill(0);
      else scores.set(bias);
      const history = historyOf(query, dataset);
      history.items.forEach((played, at) => {
        const weight = scaleCount(history.weights?.[at] ?? 1, options.counts);
        const end = speaksFor.indptr[played + 1] ?? 0;
        for (let to = speaksFor.indptr[played] ?? 0; to < end; to += 1) {
          const item = speaksFor.indices[to] ?? 0;
          scores[item] = (scores[item] ?? 0) + weight * (speaksFor.values?.[to] ?? 1);
        }
      });
    },
    explain(query, item) {
      const reasons = itemReasons(neighbours, item, query, options, dataset);
      const rest = query.kind === 'seed' ? 0 : (bias?.[item] ?? 0);
      const plays = popularity[item] ?? 0;
      if (rest !== 0) reasons.push({ part: itemKnn.name, contribution: rest, because: { kind: 'popularity', plays } });
      return reasons.sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({
      arrays: {
        indptr: neighbours.indptr,
        indices: neighbours.indices,
        similarities: neighbours.values ?? new Float32Array(neighbours.indices.length).fill(1),
        ...(bias === null ? {} : { bias }),
      },
      meta: { ...options },
    }),
  };
}

function itemReasons(neighbours: Csr, item: number, query: Query, options: ItemKnnParams, dataset: Dataset): Reason[] {
  const { indices, values } = rowOf(neighbours, item);
  const similarity = new Map<number, number>();
  indices.forEach((other, at) => similarity.set(other, values?.[at] ?? 1));
  const history = historyOf(query, dataset);
  const reasons: Reason[] = [];
  history.items.forEach((played, at) => {
    const weight = scaleCount(history.weights?.[at] ?? 1, options.counts);
    const contribution = weight * (similarity.get(played) ?? 0);
    if (contribution !== 0) reasons.push({ part: itemKnn.name, contribution, because: { kind: 'item', item: played } });
  });
  return reasons;
}

function neighboursFrom({ arrays }: Artefact): Csr {
  const indptr = integers(arrays, 'indptr');
  const size = indptr.length - 1;
  return {
    rows: size,
    columns: size,
    indptr,
    indices: integers(arrays, 'indices'),
    values: floats(arrays, 'similarities'),
  };
}
