import { type Csr, rowOf } from '../../matrix/csr.ts';
import type { Model } from '../../recommenders/recommender.ts';
import { batchScorer, type BatchScorer } from './full-ranking.ts';

/**
 * The blend of `recommenders/blend.ts` for many users at once: each part's scores divided by its largest outside the
 * user's history, times its weight, summed.
 */
export function blendScorer(parts: readonly { model: Model; weight: number }[], plays: Csr): BatchScorer {
  const used = parts
    .filter(({ weight }) => weight > 0)
    .map(({ model, weight }) => ({ weight, scorer: batchScorer(model, plays.columns) }));
  let held = new Float32Array(0);
  return (users, scores) => {
    if (held.length < scores.length) held = new Float32Array(scores.length);
    const raw = held.subarray(0, scores.length);
    scores.fill(0);
    for (const { weight, scorer } of used) {
      scorer(users, raw);
      users.forEach((user, u) => {
        const from = u * plays.columns;
        const own = raw.subarray(from, from + plays.columns);
        for (const item of rowOf(plays, user).indices) own[item] = -Infinity;
        addScaled(scores.subarray(from, from + plays.columns), own, weight);
      });
    }
  };
}

/** Items of the history hold -Infinity and stay out of the sum. */
function addScaled(scores: Float32Array, own: Float32Array, weight: number): void {
  let largest = 0;
  for (let item = 0; item < own.length; item += 1) largest = Math.max(largest, own[item] ?? 0);
  if (largest === 0) return;
  const scale = weight / largest;
  for (let item = 0; item < own.length; item += 1)
    if (own[item] !== -Infinity) scores[item] = (scores[item] ?? 0) + scale * (own[item] ?? 0);
}
