import type { Csr } from '../matrix/csr.ts';
import { dampedHistory } from './damped-history.ts';
import type { Dataset, Model, Reason } from './recommender.ts';
import { rememberLast } from './remember-last.ts';

export interface NeighbourOptions {
  /** The recommender's name, for its reasons. */
  part: string;
  /** What stands behind the link from a track of the history to a recommended one; by default the track itself. */
  because?: (from: number, to: number) => Reason['because'];
}

/**
 * A model whose score is a sum over the history: ln(1 + plays) of each track × its similarity to the candidate. `similar`
 * holds, for each track as row, its neighbours. Its explanation is exact: one reason for each track that contributed.
 */
export function neighbourModel(similar: Csr, dataset: Dataset, options: NeighbourOptions): Model {
  const { part, because = from => ({ kind: 'item', item: from }) } = options;
  const { indptr, indices } = similar;
  const values = similar.values ?? new Float32Array(indices.length).fill(1);
  const historyFor = rememberLast(query => dampedHistory(dataset, query));
  return {
    score(query, scores) {
      const { items, weights } = historyFor(query);
      scores.fill(0);
      for (let h = 0; h < items.length; h += 1) {
        const weight = weights[h] ?? 0;
        const item = items[h] ?? 0;
        const end = indptr[item + 1] ?? 0;
        for (let at = indptr[item] ?? 0; at < end; at += 1) {
          const to = indices[at] ?? 0;
          scores[to] = (scores[to] ?? 0) + weight * (values[at] ?? 0);
        }
      }
    },
    explain(query, item) {
      const { items, weights } = historyFor(query);
      const reasons: Reason[] = [];
      for (let h = 0; h < items.length; h += 1) {
        const from = items[h] ?? 0;
        const at = positionOf(indices, item, indptr[from] ?? 0, indptr[from + 1] ?? 0);
        if (at < 0) continue;
        reasons.push({ part, contribution: (weights[h] ?? 0) * (values[at] ?? 0), because: because(from, item) });
      }
      return reasons.sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: { indptr, indices, values }, meta: { rows: similar.rows, columns: similar.columns } }),
  };
}

/** Where `value` stands in the ascending range [start, end) of `sorted`, -1 where it does not. */
export function positionOf(sorted: Int32Array, value: number, start: number, end: number): number {
  let low = start;
  let high = end - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = sorted[middle] ?? 0;
    if (found === value) return middle;
    if (found < value) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
