import { genreShares } from '../genre-shares.ts';
import { listenersOf } from '../listeners.ts';
import type { Dataset } from '../recommender.ts';

/** What a list is to be besides good: shares of the weight that the score gives up. */
export interface Rerank {
  /** 0 leaves the order as it is; towards 1, tracks unlike those before them move up (maximal marginal relevance). */
  diversity?: number;
  /** 0 leaves the order as it is; towards 1, the list's genres follow the listener's (Steck 2018). */
  calibration?: number;
  /** Towards 1 tracks move up that few know, towards -1 those that many know. */
  novelty?: number;
  /** 0 leaves the order as it is; towards 1, new releases move up: half the gain after 90 days. */
  freshness?: number;
}

/** Candidates, as a multiple of k, that a re-ranking may choose from. */
export const POOL = 5;

const FRESH_DAYS = 90;

export const isNeutral = ({ diversity = 0, calibration = 0, novelty = 0, freshness = 0 }: Rerank): boolean =>
  diversity === 0 && calibration === 0 && novelty === 0 && freshness === 0;

/**
 * Chooses k of `pool` (best first) greedily: at each place the track with the largest
 * (1 - diversity - calibration - |novelty| - freshness) · score/best - diversity · likeness to the nearest chosen one
 * - calibration · KL of genres + novelty · rarity + freshness · youth. Likeness: 1 same artist, ½ same genre, 0 neither.
 * Rarity: self-information ÷ the largest possible. Ties keep the pool's order.
 */
export function rerank(
  pool: readonly number[],
  scores: Float32Array,
  k: number,
  wishes: Rerank,
  history: Int32Array,
  dataset: Dataset,
): number[] {
  const { diversity = 0, calibration = 0 } = wishes;
  const best = Math.max(...pool.map(item => scores[item] ?? 0), Number.MIN_VALUE);
  const wanted = genreShares(history, dataset.items);
  const given = new Float64Array(wanted.length);
  const nearest = new Map(pool.map(item => [item, 0]));
  const worth = ownWorth(pool, scores, best, wishes, dataset);
  const chosen: number[] = [];
  while (chosen.length < k && nearest.size > 0) {
    let pick = -1;
    let highest = -Infinity;
    for (const [item, likeness] of nearest) {
      const misfit = calibration === 0 ? 0 : divergenceWith(item, wanted, given, chosen.length, dataset);
      const value = (worth.get(item) ?? 0) - diversity * likeness - calibration * misfit;
      if (value > highest) {
        highest = value;
        pick = item;
      }
    }
    chosen.push(pick);
    nearest.delete(pick);
    const genre = dataset.items.genre[pick] ?? -1;
    if (genre >= 0) given[genre] = (given[genre] ?? 0) + 1;
    for (const [item, likeness] of nearest) nearest.set(item, Math.max(likeness, likenessOf(item, pick, dataset)));
  }
  return chosen;
}

/** What a track is worth whatever stands before it. */
function ownWorth(
  pool: readonly number[],
  scores: Float32Array,
  best: number,
  { diversity = 0, calibration = 0, novelty = 0, freshness = 0 }: Rerank,
  dataset: Dataset,
): Map<number, number> {
  const relevance = Math.max(0, 1 - diversity - calibration - Math.abs(novelty) - freshness);
  const { rows } = dataset.plays;
  const listeners = novelty === 0 ? null : listenersOf(dataset);
  const most = Math.log2(Math.max(2, rows));
  return new Map(
    pool.map(item => {
      const rarity = Math.log2(rows / Math.max(1, listeners?.[item] ?? 1)) / most;
      const age = Math.max(0, dataset.asOf - (dataset.items.releasedOn?.[item] ?? -Infinity));
      const youth = 2 ** (-age / FRESH_DAYS);
      const gained = (listeners === null ? 0 : novelty * rarity) + freshness * youth;
      return [item, (relevance * (scores[item] ?? 0)) / best + gained];
    }),
  );
}

function likenessOf(a: number, b: number, { items }: Dataset): number {
  if ((items.artist[a] ?? -1) >= 0 && items.artist[a] === items.artist[b]) return 1;
  return (items.genre[a] ?? -1) >= 0 && items.genre[a] === items.genre[b] ? 0.5 : 0;
}

/** KL(wanted ‖ the list's genres with `item` in it), smoothed by 0.01. */
function divergenceWith(
  item: number,
  wanted: Float64Array,
  given: Float64Array,
  size: number,
  { items }: Dataset,
): number {
  const own = items.genre[item] ?? -1;
  let divergence = 0;
  for (let genre = 0; genre < wanted.length; genre += 1) {
    const share = wanted[genre] ?? 0;
    if (share === 0) continue;
    const listed = ((given[genre] ?? 0) + (genre === own ? 1 : 0)) / (size + 1);
    divergence += share * Math.log(share / (0.99 * listed + 0.01 * share));
  }
  return divergence;
}
