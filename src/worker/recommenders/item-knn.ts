import { z } from 'zod';
import { type Csr, rowOf, transpose, withValues } from '../matrix/csr.ts';
import { rowNeighbours } from '../matrix/neighbours.ts';
import { bm25, COUNT_SCALES, scaleCount, scaleCounts, tfidf } from '../matrix/weighting.ts';
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
    const neighbours = rowNeighbours(weighted(dataset.plays, options), {
      k: options.k,
      cosine: options.similarity !== 'bm25',
      shrink: options.shrink,
      cancel: context.cancel,
      onRows: done =>
        context.progress({ stage: 'finding similar items', done, total: dataset.plays.columns, unit: 'rows' }),
    });
    return itemKnnModel(options.normalizeRows ? rowsSummingToOne(neighbours) : neighbours, options, dataset);
  },
  load: (artefact, dataset) => itemKnnModel(neighboursFrom(artefact), artefact.meta as ItemKnnParams, dataset),
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

/** @param neighbours row = the item that is scored, columns = the items that speak for it. */
function itemKnnModel(neighbours: Csr, options: ItemKnnParams, dataset: Dataset): Model {
  const speaksFor = transpose(neighbours);
  return {
    score(query, scores) {
      scores.fill(0);
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
    explain: (query, item) => itemReasons(neighbours, item, query, options, dataset),
    save: () => ({
      arrays: {
        indptr: neighbours.indptr,
        indices: neighbours.indices,
        similarities: neighbours.values ?? new Float32Array(neighbours.indices.length).fill(1),
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
  return reasons.sort((a, b) => b.contribution - a.contribution);
}

function neighboursFrom({ arrays }: Artefact): Csr {
  const indptr = Int32Array.from(arrays['indptr'] ?? [0]);
  return {
    rows: indptr.length - 1,
    columns: indptr.length - 1,
    indptr,
    indices: Int32Array.from(arrays['indices'] ?? []),
    values: Float32Array.from(arrays['similarities'] ?? []),
  };
}
