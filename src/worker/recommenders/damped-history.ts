import { historyOf } from './query-history.ts';
import type { Dataset, Query } from './recommender.ts';

export interface DampedHistory {
  items: Int32Array;
  weights: Float32Array;
}

/** What a query has played, weighted ln(1 + plays), so that a track on repeat does not drown the others. */
export function dampedHistory(dataset: Dataset, query: Query): DampedHistory {
  const { items, weights } = historyOf(query, dataset);
  return { items, weights: weights === null ? new Float32Array(items.length).fill(Math.LN2) : weights.map(Math.log1p) };
}
