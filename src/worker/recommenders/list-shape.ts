import { genreShares } from './genre-shares.ts';
import type { Dataset } from './recommender.ts';

/** Mean distance of two tracks of a list: 0 same artist, ½ same genre, 1 neither. */
export function spreadOf(list: Int32Array, { items }: Dataset): number {
  let sum = 0;
  let pairs = 0;
  for (let i = 0; i < list.length; i += 1)
    for (let j = i + 1; j < list.length; j += 1) {
      const a = list[i] ?? 0;
      const b = list[j] ?? 0;
      pairs += 1;
      sum += same(items.artist, a, b) ? 0 : same(items.genre, a, b) ? 0.5 : 1;
    }
  return pairs === 0 ? 0 : sum / pairs;
}

const same = (codes: Int32Array, a: number, b: number): boolean => (codes[a] ?? -1) >= 0 && codes[a] === codes[b];

/** KL(history ‖ 0.99 · list + 0.01 · history) over genres, as in Steck, Calibrated Recommendations (RecSys 2018). */
export function genreDivergence(list: Int32Array, history: Int32Array, dataset: Dataset): number {
  const wanted = genreShares(history, dataset.items);
  const given = genreShares(list, dataset.items);
  let divergence = 0;
  wanted.forEach((share, genre) => {
    if (share > 0) divergence += share * Math.log(share / (0.99 * (given[genre] ?? 0) + 0.01 * share));
  });
  return divergence;
}
