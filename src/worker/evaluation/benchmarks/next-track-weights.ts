import type { JobContext } from '../../jobs/context.ts';
import { topK } from '../../matrix/top-k.ts';
import type { NextTrackScorer } from '../../recommenders/next-track/vmis-knn.ts';
import { eachMoment, type NextTrackTask } from './next-track-task.ts';

const CANDIDATES_PER_PART = 200;
const STEPS = [0, 0.25, 0.5, 0.7, 0.85, 1.2, 1.4, 2, 4];
const SWEEPS = 6;
const FIRST = 0.2;

/** One moment's candidates, ascending, with every part's scaled score for them, and where among them what came next is. */
export interface MomentCase {
  readonly count: number;
  /** Candidate after candidate, part after part. */
  readonly scores: Float32Array;
  readonly target: number;
}

/** The best 200 tracks of each part at every `step`-th moment. */
export function momentCases(
  parts: readonly NextTrackScorer[],
  task: NextTrackTask,
  step: number,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): MomentCase[] {
  const { train, test, repeats } = task;
  const raw = parts.map(() => new Float32Array(Math.max(train.itemCount, test.itemCount)));
  const cases: MomentCase[] = [];
  eachMoment(task, { step, stage: 'choosing weights' }, context, (items, length) => {
    const candidates = new Set<number>();
    const largest = parts.map((scorer, p) => {
      const scores = raw[p] ?? new Float32Array(0);
      scores.fill(0);
      scorer(items, length, scores);
      if (!repeats) for (let at = 0; at < length; at += 1) scores[items[at] ?? 0] = 0;
      const best = topK(scores, CANDIDATES_PER_PART);
      for (const item of best) if ((scores[item] ?? 0) > 0) candidates.add(item);
      return scores[best[0] ?? -1] ?? 0;
    });
    const ascending = Int32Array.from(candidates).sort();
    const scores = new Float32Array(ascending.length * parts.length);
    ascending.forEach((item, c) =>
      largest.forEach((most, p) => (scores[c * parts.length + p] = most === 0 ? 0 : (raw[p]?.[item] ?? 0) / most)),
    );
    cases.push({ count: ascending.length, scores, target: ascending.indexOf(items[length] ?? -1) });
  });
  return cases;
}

export interface LearnedBlend {
  /** By part; the largest is 1. */
  readonly weights: readonly number[];
  /** What scaled scores are raised to before they are summed. */
  readonly power: number;
}

const POWERS = [1, 0.5, 0.35];

/** How much MRR counts beside the hit rate: to find the track comes first, to have it early second. */
const EARLY = 0.3;

/** The blend with the largest hit rate + 0.3 MRR at k: weights by coordinate ascent, for each of a few powers. */
export function learnNextTrackBlend(cases: readonly MomentCase[], parts: number, k: number): LearnedBlend {
  const tried = POWERS.map(power => {
    const raised = cases.map(each => ({ ...each, scores: each.scores.map(score => score ** power) }));
    const weights = learnWeights(raised, parts, k);
    return { weights, power, value: worth(raised, weights, k) };
  });
  const { weights, power } = tried.reduce((best, each) => (each.value > best.value ? each : best));
  return { weights, power };
}

/** Hit rate + 0.3 MRR at k of one scorer alone, at every `step`-th moment. */
export function scorerWorth(
  scorer: NextTrackScorer,
  task: NextTrackTask,
  step: number,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): number {
  return worth(momentCases([scorer], task, step, context), [1], task.k);
}

function worth(cases: readonly MomentCase[], weights: readonly number[], k: number): number {
  const { hit, mrr } = blendMetrics(cases, weights, k);
  return hit + EARLY * mrr;
}

/** Part after part, until a whole sweep changes nothing. */
function learnWeights(cases: readonly MomentCase[], parts: number, k: number): number[] {
  let weights = Array.from({ length: parts }, () => 1);
  let best = worth(cases, weights, k);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const before = best;
    for (let p = 0; p < parts; p += 1) {
      const own = weights[p] ?? 0;
      for (const step of STEPS) {
        const tried = weights.with(p, own === 0 ? FIRST * step : own * step);
        const value = worth(cases, tried, k);
        if (value > best + 1e-6) {
          best = value;
          weights = tried;
        }
      }
    }
    if (best === before) break;
  }
  const largest = Math.max(...weights);
  return weights.map(weight => Math.round((1000 * weight) / (largest || 1)) / 1000);
}

/** Hit rate and MRR at k of a weighted sum. */
function blendMetrics(
  cases: readonly MomentCase[],
  weights: readonly number[],
  k: number,
): { hit: number; mrr: number } {
  const sums = { hit: 0, mrr: 0 };
  for (const { count, scores, target } of cases) {
    if (target < 0) continue;
    const blended = (c: number): number => {
      let sum = 0;
      for (let p = 0, at = c * weights.length; p < weights.length; p += 1, at += 1)
        sum += (weights[p] ?? 0) * (scores[at] ?? 0);
      return sum;
    };
    const own = blended(target);
    if (own <= 0) continue;
    let rank = 1;
    for (let c = 0; c < count && rank <= k; c += 1) {
      const other = blended(c);
      if (other > own || (other === own && c < target)) rank += 1;
    }
    if (rank > k) continue;
    sums.hit += 1;
    sums.mrr += 1 / rank;
  }
  const total = Math.max(1, cases.length);
  return { hit: sums.hit / total, mrr: sums.mrr / total };
}
