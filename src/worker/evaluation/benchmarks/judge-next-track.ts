import type { JobContext } from '../../jobs/context.ts';
import type { NextTrackScorer } from '../../recommenders/next-track/vmis-knn.ts';
import { eachMoment, type NextTrackTask } from './next-track-task.ts';

export interface NextTrackFigures {
  /** Shares, 0..1. Hit rate is what session papers call P@k; NDCG with one relevant track. */
  readonly metrics: { readonly hit: number; readonly mrr: number; readonly ndcg: number; readonly moments: number };
  /** Milliseconds for one list, from scores to rank. */
  readonly median: number;
  readonly p90: number;
}

interface Judged {
  readonly name: string;
  readonly scorer: NextTrackScorer;
  /** Scorers before it whose work it takes over, so that their time is its time too. */
  readonly uses: readonly string[];
}

/** Figures of each scorer: the whole catalogue ranked at every moment, ties by item index. */
export function judgeScorers(
  scorers: readonly Judged[],
  task: NextTrackTask,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): NextTrackFigures[] {
  const { train, test, repeats, k } = task;
  const scores = new Float32Array(Math.max(train.itemCount, test.itemCount));
  const tallies = scorers.map(() => ({ hit: 0, mrr: 0, ndcg: 0, times: [] as number[] }));
  eachMoment(task, { step: 1, stage: 'judging' }, context, (items, length) => {
    const took = new Map<string, number>();
    scorers.forEach(({ name, scorer, uses }, at) => {
      const started = performance.now();
      scores.fill(0);
      scorer(items, length, scores);
      if (!repeats) for (let heard = 0; heard < length; heard += 1) scores[items[heard] ?? 0] = 0;
      const rank = rankOf(items[length] ?? -1, scores);
      const own = performance.now() - started;
      took.set(name, own);
      const tally = tallies[at];
      if (tally === undefined) return;
      tally.times.push(uses.reduce((sum, part) => sum + (took.get(part) ?? 0), own));
      if (rank > k) return;
      tally.hit += 1;
      tally.mrr += 1 / rank;
      tally.ndcg += 1 / Math.log2(rank + 1);
    });
  });
  return tallies.map(({ hit, mrr, ndcg, times }) => {
    const moments = Math.max(1, times.length);
    times.sort((a, b) => a - b);
    return {
      metrics: { hit: hit / moments, mrr: mrr / moments, ndcg: ndcg / moments, moments: times.length },
      median: quantile(times, 0.5),
      p90: quantile(times, 0.9),
    };
  });
}

const quantile = (ascending: readonly number[], q: number): number =>
  ascending[Math.min(ascending.length - 1, Math.floor(q * ascending.length))] ?? 0;

/** The same scorer, which doesn't work twice where it is asked for the same moment twice in a row. */
export function remembering(scorer: NextTrackScorer, itemCount: number): NextTrackScorer {
  const held = new Float32Array(itemCount);
  let last: { heard: ArrayLike<number>; length: number } | null = null;
  return (heard, length, scores) => {
    if (last?.heard !== heard || last.length !== length) {
      held.fill(0);
      scorer(heard, length, held);
      last = { heard, length };
    }
    for (let item = 0; item < itemCount; item += 1) {
      const score = held[item] ?? 0;
      if (score !== 0) scores[item] = (scores[item] ?? 0) + score;
    }
  };
}

/** 1 is the first; a track without a score is never found. Ties go to the lower index. */
function rankOf(item: number, scores: Float32Array): number {
  const own = scores[item] ?? 0;
  if (own <= 0) return Infinity;
  let rank = 1;
  for (let other = 0; other < scores.length; other += 1) {
    const score = scores[other] ?? 0;
    if (score > own || (score === own && other < item)) rank += 1;
  }
  return rank;
}
