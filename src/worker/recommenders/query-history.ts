import { rowOf } from '../matrix/csr.ts';
import type { Dataset, Query } from './recommender.ts';

export interface History {
  readonly items: Int32Array;
  /** Play counts beside `items`; null where all are 1. */
  readonly weights: Float32Array | null;
}

/** What a query is about as a played history: a user's own row, the given one, or the seed track alone. */
export function historyOf(query: Query, dataset: Dataset): History {
  switch (query.kind) {
    case 'user': {
      if (query.user < 0 || query.user >= dataset.plays.rows) return { items: new Int32Array(0), weights: null };
      const { indices, values } = rowOf(dataset.plays, query.user);
      return { items: indices, weights: values };
    }
    case 'history':
      return { items: query.items, weights: query.weights };
    case 'seed':
      return { items: Int32Array.of(query.item), weights: null };
    case 'session':
      return countedTracks(query.items);
  }
}

/** Each track once, ascending, with how often it stands in `items`. */
function countedTracks(items: Int32Array): History {
  const counts = new Map<number, number>();
  for (const item of items.toSorted()) counts.set(item, (counts.get(item) ?? 0) + 1);
  return { items: Int32Array.from(counts.keys()), weights: Float32Array.from(counts.values()) };
}
