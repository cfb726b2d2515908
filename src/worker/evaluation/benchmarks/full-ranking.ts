import type { CancelToken } from '../../jobs/context.ts';
import { rowOf } from '../../matrix/csr.ts';
import { topK } from '../../matrix/top-k.ts';
import type { Split } from './split.ts';

/** Means over the users who have test items. */
export interface RankingMetrics {
  readonly recall: number;
  readonly ndcg: number;
  readonly mrr: number;
  readonly hit: number;
  readonly users: number;
}

/** Writes the scores of one user for all items. */
export type UserScorer = (user: number, scores: Float32Array) => void;

/**
 * Ranks every item but the user's train items for each user with test items, and compares with the test items.
 * Recall = hits / test items; NDCG with binary gains against the ideal list of min(k, test items); MRR and hit at k.
 */
export function fullRanking(
  scorer: UserScorer,
  { train, test }: Split,
  {
    k,
    users,
    cancel,
    onUsers,
  }: { k: number; users?: Int32Array; cancel?: CancelToken; onUsers?: (done: number) => void },
): RankingMetrics {
  const scores = new Float32Array(train.columns);
  const sums = { recall: 0, ndcg: 0, mrr: 0, hit: 0, users: 0 };
  const asked = users ?? Int32Array.from({ length: train.rows }, (_, user) => user);
  asked.forEach((user, done) => {
    if (done % 256 === 0) {
      cancel?.throwIfRequested();
      onUsers?.(done);
    }
    const wanted = rowOf(test, user).indices;
    if (wanted.length === 0) return;
    scorer(user, scores);
    for (const item of rowOf(train, user).indices) scores[item] = -Infinity;
    add(sums, topK(scores, k), new Set(wanted), k);
  });
  const { users: count } = sums;
  return {
    recall: sums.recall / count,
    ndcg: sums.ndcg / count,
    mrr: sums.mrr / count,
    hit: sums.hit / count,
    users: count,
  };
}

function add(
  sums: Record<keyof RankingMetrics, number>,
  list: Int32Array,
  wanted: ReadonlySet<number>,
  k: number,
): void {
  let hits = 0;
  let gain = 0;
  let first = 0;
  list.forEach((item, rank) => {
    if (!wanted.has(item)) return;
    hits += 1;
    gain += 1 / Math.log2(rank + 2);
    if (first === 0) first = rank + 1;
  });
  sums.users += 1;
  sums.recall += hits / wanted.size;
  sums.ndcg += gain / idealGain(Math.min(k, wanted.size));
  sums.mrr += first === 0 ? 0 : 1 / first;
  sums.hit += first === 0 ? 0 : 1;
}

function idealGain(length: number): number {
  let gain = 0;
  for (let rank = 0; rank < length; rank += 1) gain += 1 / Math.log2(rank + 2);
  return gain;
}
