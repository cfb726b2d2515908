/** What one ranked list is worth against the tracks that were listened to; all in 0..1. */
export interface Accuracy {
  recall: number;
  ndcg: number;
  map: number;
  mrr: number;
  hit: number;
  precision: number;
}

export const ACCURACY = ['recall', 'ndcg', 'map', 'mrr', 'hit', 'precision'] as const satisfies (keyof Accuracy)[];

/**
 * Binary relevance over the first k of `ranked`. Recall: hits ÷ relevant. NDCG: gain 1/log2(rank + 1) ÷ the same for the
 * best possible list. MAP: mean of precision at each hit, over min(k, relevant). MRR: 1 ÷ rank of the first hit.
 */
export function accuracyAt(k: number, ranked: ArrayLike<number>, relevant: ReadonlySet<number>): Accuracy {
  let hits = 0;
  let gain = 0;
  let precisions = 0;
  let first = 0;
  const length = Math.min(k, ranked.length);
  for (let at = 0; at < length; at += 1) {
    if (!relevant.has(ranked[at] ?? -1)) continue;
    hits += 1;
    gain += discount(at);
    precisions += hits / (at + 1);
    if (first === 0) first = at + 1;
  }
  const possible = Math.min(k, relevant.size);
  if (possible === 0) return { recall: 0, ndcg: 0, map: 0, mrr: 0, hit: 0, precision: 0 };
  return {
    recall: hits / relevant.size,
    ndcg: gain / idealGain(possible),
    map: precisions / possible,
    mrr: first === 0 ? 0 : 1 / first,
    hit: hits > 0 ? 1 : 0,
    precision: hits / k,
  };
}

const discount = (at: number): number => 1 / Math.log2(at + 2);

function idealGain(size: number): number {
  let gain = 0;
  for (let at = 0; at < size; at += 1) gain += discount(at);
  return gain;
}
