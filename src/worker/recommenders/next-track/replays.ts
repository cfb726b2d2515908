import type { NextTrackScorer } from './vmis-knn.ts';

/** What was heard in this session already: listeners come back to it. Each earlier place counts `decay` times as much. */
export function replays({ decay }: { decay: number }): NextTrackScorer {
  return (heard, length, scores) => {
    let weight = 1;
    for (let back = 1; back <= length; back += 1, weight *= decay) {
      const item = heard[length - back] ?? 0;
      if (item < scores.length) scores[item] = (scores[item] ?? 0) + weight;
    }
  };
}
