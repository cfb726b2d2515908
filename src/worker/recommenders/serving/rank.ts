import { topK } from '../../matrix/top-k.ts';

/**
 * The k best items, higher score first, then lower index, with at most `cap` of one artist (artist -1 is nobody, and
 * not capped). Scores of -Infinity are never chosen. `bestOf` is another way to what `topK` says.
 */
export function rankItems(
  scores: Float32Array,
  k: number,
  artist: Int32Array,
  cap = Infinity,
  bestOf: (scores: Float32Array, k: number) => Int32Array = topK,
): number[] {
  if (cap === Infinity) return [...bestOf(scores, k)];
  for (let width = k * 4; ; width *= 4) {
    const best = bestOf(scores, width);
    const chosen = capped(best, k, artist, cap);
    if (chosen.length === k || best.length < width) return chosen;
  }
}

function capped(best: Int32Array, k: number, artist: Int32Array, cap: number): number[] {
  const taken = new Map<number, number>();
  const chosen: number[] = [];
  for (const item of best) {
    if (chosen.length === k) break;
    const who = artist[item] ?? -1;
    const already = taken.get(who) ?? 0;
    if (who >= 0 && already >= cap) continue;
    taken.set(who, already + 1);
    chosen.push(item);
  }
  return chosen;
}
