import type { JobContext } from '../../jobs/context.ts';
import { type Csr, rowOf } from '../../matrix/csr.ts';
import { topK } from '../../matrix/top-k.ts';
import type { Model } from '../../recommenders/recommender.ts';
import { type Accuracy, accuracyAt } from '../accuracy.ts';

/** Writes the scores of several users for all items, users.length × items, row after row. */
export type BatchScorer = (users: Int32Array, scores: Float32Array) => void;

const BATCH = 48;

/** A model's scores for many users, by its own fast way where it has one. */
export function batchScorer(model: Model, items: number): BatchScorer {
  return (users, scores) => {
    if (model.scoreUsers !== undefined) model.scoreUsers(users, scores);
    else users.forEach((user, u) => model.score({ kind: 'user', user }, scores.subarray(u * items, (u + 1) * items)));
  };
}

export interface RankingOptions {
  readonly k: number;
  /** users × items that can't be recommended: train, and validation where the protocol has one. */
  readonly seen: Csr;
  readonly stage: string;
}

/** Means over the users that have test items; full ranking over every item that the user has not seen. */
export function fullRanking(
  scorer: BatchScorer,
  test: Csr,
  { k, seen, stage }: RankingOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Accuracy & { users: number } {
  const users = usersWithItems(test);
  const scores = new Float32Array(BATCH * seen.columns);
  const sums: Accuracy = { recall: 0, ndcg: 0, map: 0, mrr: 0, hit: 0, precision: 0 };
  for (let first = 0; first < users.length; first += BATCH) {
    context.cancel.throwIfRequested();
    context.progress({ stage, done: first, total: users.length, unit: 'users' });
    const batch = users.subarray(first, first + BATCH);
    scorer(batch, scores.subarray(0, batch.length * seen.columns));
    batch.forEach((user, u) => {
      const own = scores.subarray(u * seen.columns, (u + 1) * seen.columns);
      for (const item of rowOf(seen, user).indices) own[item] = -Infinity;
      const accuracy = accuracyAt(k, topK(own, k), new Set(rowOf(test, user).indices));
      for (const key of Object.keys(sums) as (keyof Accuracy)[]) sums[key] += accuracy[key];
    });
  }
  for (const key of Object.keys(sums) as (keyof Accuracy)[]) sums[key] /= Math.max(1, users.length);
  return { ...sums, users: users.length };
}

function usersWithItems(test: Csr): Int32Array {
  return Int32Array.from({ length: test.rows }, (_, user) => user).filter(user => rowOf(test, user).indices.length > 0);
}
