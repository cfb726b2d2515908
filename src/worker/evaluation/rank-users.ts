import type { JobContext } from '../jobs/context.ts';
import { rowOf } from '../matrix/csr.ts';
import { topK } from '../matrix/top-k.ts';
import { rankItems } from '../recommenders/serving/rank.ts';
import { POOL, rerank } from '../recommenders/serving/rerank.ts';
import type { Variant } from '../recommenders/serving/variant.ts';
import type { Dataset, Model } from '../recommenders/recommender.ts';

/** Users' lists, row after row of `k`; -1 where a list ended early. */
export interface RankedLists {
  users: Int32Array;
  k: number;
  items: Int32Array;
}

/**
 * Ranks the whole catalogue for each user: higher score first, then lower index; nothing is sampled. Without `repeats`
 * what the user played or skipped in training is left out.
 */
export function rankUsers(
  model: Pick<Model, 'score'>,
  dataset: Dataset,
  users: Int32Array,
  options: { k: number; repeats: boolean; stage: string; variant?: Variant | undefined },
  context: Pick<JobContext, 'progress' | 'cancel'>,
): RankedLists {
  const { k, repeats, stage } = options;
  const scores = new Float32Array(dataset.items.ids.length);
  const items = new Int32Array(users.length * k).fill(-1);
  users.forEach((user, u) => {
    if (u % 64 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage, done: u, total: users.length, unit: 'users' });
    }
    model.score({ kind: 'user', user }, scores);
    if (!repeats) forEachHeard(user, dataset, item => (scores[item] = -Infinity));
    items.set(listFrom(scores, user), u * k);
  });
  return { users, k, items };

  function listFrom(ranked: Float32Array, user: number): ArrayLike<number> {
    if (options.variant === undefined) return topK(ranked, k);
    const { rerank: wishes, artistCap } = options.variant;
    const pool = rankItems(ranked, k * POOL, dataset.items.artist, artistCap);
    return rerank(pool, ranked, k, wishes, rowOf(dataset.plays, user).indices, dataset);
  }
}

/** What a user played or skipped; a track can come twice. */
export function forEachHeard(
  user: number,
  { plays, skips }: Pick<Dataset, 'plays' | 'skips'>,
  hear: (item: number) => void,
): void {
  const played = rowOf(plays, user).indices;
  for (let at = 0; at < played.length; at += 1) hear(played[at] ?? 0);
  if (skips == null) return;
  const skipped = rowOf(skips, user).indices;
  for (let at = 0; at < skipped.length; at += 1) hear(skipped[at] ?? 0);
}

/** One user's list. */
export function listOf({ items, k }: RankedLists, u: number): Int32Array {
  const list = items.subarray(u * k, (u + 1) * k);
  const end = list.indexOf(-1);
  return end < 0 ? list : list.subarray(0, end);
}
