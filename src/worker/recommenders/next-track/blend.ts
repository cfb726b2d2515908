import type { NextTrackScorer } from './vmis-knn.ts';

/**
 * A weighted sum of scorers, each divided by its own largest score of the moment and raised to `power`: below 1 a scorer
 * that is very sure of its first tracks drowns the others' later ones less.
 */
export function blendNextTrack(
  parts: readonly { scorer: NextTrackScorer; weight: number }[],
  itemCount: number,
  power = 1,
): NextTrackScorer {
  const own = new Float32Array(itemCount);
  return (heard, length, scores) => {
    for (const { scorer, weight } of parts) {
      if (weight === 0) continue;
      own.fill(0);
      scorer(heard, length, own);
      let largest = 0;
      for (let item = 0; item < itemCount; item += 1) if ((own[item] ?? 0) > largest) largest = own[item] ?? 0;
      if (largest === 0) continue;
      for (let item = 0; item < itemCount; item += 1) {
        const value = own[item] ?? 0;
        if (value > 0) scores[item] = (scores[item] ?? 0) + weight * (value / largest) ** power;
      }
    }
  };
}
