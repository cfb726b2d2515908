import { rowOf } from '../../matrix/csr.ts';
import { historyOf } from '../query-history.ts';
import type { Dataset, Query } from '../recommender.ts';

export interface Filters {
  /** Leave out what the listener has played or skipped before, or the seed track. Default true. */
  hideHeard?: boolean;
  /** At most this many tracks of one artist. */
  artistCap?: number;
  /** Only tracks released on this ISO date or later; tracks without a date are left out. */
  releasedFrom?: string;
  /** False leaves explicit tracks out. Default true. */
  explicit?: boolean;
}

/** Writes -Infinity over the scores of all tracks that must not be recommended. `never`: what the listener ruled out. */
export function maskFiltered(
  scores: Float32Array,
  query: Query,
  filters: Filters,
  never: Iterable<number>,
  dataset: Dataset,
): void {
  const { items } = dataset;
  const hide = (item: number): void => {
    scores[item] = -Infinity;
  };
  for (const item of never) hide(item);
  if (filters.hideHeard ?? true) {
    historyOf(query, dataset).items.forEach(hide);
    if (query.kind === 'user' && dataset.skips != null) rowOf(dataset.skips, query.user).indices.forEach(hide);
  }
  if (filters.releasedFrom !== undefined) {
    const from = Date.parse(filters.releasedFrom) / 86_400_000;
    for (let item = 0; item < scores.length; item += 1) if (!((items.releasedOn?.[item] ?? NaN) >= from)) hide(item);
  }
  if (filters.explicit === false) items.explicit?.forEach((isExplicit, item) => isExplicit === 1 && hide(item));
}
