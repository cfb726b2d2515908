import type { JobContext } from '../../jobs/context.ts';
import { blendNextTrack } from '../../recommenders/next-track/blend.ts';
import { replays } from '../../recommenders/next-track/replays.ts';
import { fitSequentialRules } from '../../recommenders/next-track/sequential-rules.ts';
import { sliceSessions, type Sessions } from '../../recommenders/next-track/sessions.ts';
import { fitVmisKnn, vmisParams, type NextTrackScorer } from '../../recommenders/next-track/vmis-knn.ts';

/** A moment to be judged: what was heard so far, and what came next. */
export interface NextTrackTask {
  readonly train: Sessions;
  readonly test: Sessions;
  /** Every prefix of a test session, or only the whole session but its last track. */
  readonly moments: 'every prefix' | 'last';
  /** Whether a track that was heard in the session may come next; where it never does, it is masked. */
  readonly repeats: boolean;
  readonly k: number;
}

export interface NextTrackRow {
  readonly model: string;
  readonly params: object;
  /** Shares, 0..1. Hit rate is what session papers call P@k; NDCG with one relevant track. */
  readonly metrics: { readonly hit: number; readonly mrr: number; readonly ndcg: number; readonly moments: number };
  readonly fitSeconds: number;
  /** Milliseconds for one list, from scores to rank. */
  readonly median: number;
  readonly p90: number;
}

export interface NextTrackReport {
  readonly rows: readonly NextTrackRow[];
  /** How the blend's weights were chosen. */
  readonly choice: string;
}

interface Weights {
  readonly rules: number;
  readonly replays: number;
}

const RULES = { reach: 5, lastItems: 3, decay: 0.4 };
const TRIED: readonly Weights[] = [0, 0.25, 0.5, 1].flatMap(rules =>
  [0, 0.2, 0.5].map(replayWeight => ({ rules, replays: replayWeight })),
);
const VALIDATION_SHARE = 0.07;
const MOST_VALIDATION_MOMENTS = 4000;

/**
 * Judges next-track recommenders: the whole catalogue is ranked, ties by item index, at every moment of the test
 * sessions. The blend's weights are chosen on the latest sessions of the training part, never on the test.
 */
export function judgeNextTrack(task: NextTrackTask, context: Pick<JobContext, 'progress' | 'cancel'>): NextTrackReport {
  const weights = chooseWeights(task, context);
  const fitted = fitAll(task.train);
  const models: [string, object, NextTrackScorer, number][] = [
    ['popularity', {}, popular(task.train), 0],
    ['markov', { reach: 1 }, fitSequentialRules(task.train, { reach: 1, lastItems: 1, decay: 1 }), 0],
    ['sequential-rules', RULES, fitted.rules, fitted.rulesSeconds],
    ['vmis-knn', vmisParams.parse({}), fitted.vmis, fitted.vmisSeconds],
    ['blend', { ...weights }, blendOf(fitted, weights, task.train.itemCount), fitted.rulesSeconds + fitted.vmisSeconds],
  ];
  const rows = models.map(([model, params, scorer, fitSeconds]) => ({
    model,
    params,
    fitSeconds,
    ...judge(scorer, task, 1, model, context),
  }));
  return {
    rows,
    choice: `blend weights by NDCG@${task.k} on the latest ${Math.round(VALIDATION_SHARE * 100)} % of training sessions`,
  };
}

function fitAll(train: Sessions) {
  const started = performance.now();
  const vmis = fitVmisKnn(train, vmisParams.parse({}));
  const between = performance.now();
  const rules = fitSequentialRules(train, RULES);
  return { vmis, rules, vmisSeconds: (between - started) / 1000, rulesSeconds: (performance.now() - between) / 1000 };
}

const blendOf = (
  { vmis, rules }: { vmis: NextTrackScorer; rules: NextTrackScorer },
  weights: Weights,
  itemCount: number,
): NextTrackScorer =>
  blendNextTrack(
    [
      { scorer: vmis, weight: 1 },
      { scorer: rules, weight: weights.rules },
      { scorer: replays({ decay: 0.8 }), weight: weights.replays },
    ],
    itemCount,
  );

function chooseWeights(task: NextTrackTask, context: Pick<JobContext, 'progress' | 'cancel'>): Weights {
  const { train } = task;
  const cut = Math.floor(train.count * (1 - VALIDATION_SHARE));
  const inner: NextTrackTask = {
    ...task,
    train: sliceSessions(train, 0, cut),
    test: sliceSessions(train, cut, train.count),
  };
  const step = Math.max(1, Math.ceil(inner.test.items.length / MOST_VALIDATION_MOMENTS));
  const fitted = fitAll(inner.train);
  const judged = TRIED.filter(({ replays: weight }) => task.repeats || weight === 0).map(weights => ({
    weights,
    ndcg: judge(blendOf(fitted, weights, train.itemCount), inner, step, 'choosing weights', context).metrics.ndcg,
  }));
  return judged.reduce((best, each) => (each.ndcg > best.ndcg ? each : best)).weights;
}

/** Judges every `step`-th moment. */
function judge(
  scorer: NextTrackScorer,
  { train, test, moments, repeats, k }: NextTrackTask,
  step: number,
  stage: string,
  context: Pick<JobContext, 'progress' | 'cancel'>,
) {
  const scores = new Float32Array(Math.max(train.itemCount, test.itemCount));
  const times: number[] = [];
  const sums = { hit: 0, mrr: 0, ndcg: 0 };
  let seen = 0;
  for (let session = 0; session < test.count; session += 1) {
    const items = test.items.subarray(test.starts[session], test.starts[session + 1]);
    if (session % 256 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage: `judging ${stage}`, done: session, total: test.count, unit: 'steps' });
    }
    for (let length = moments === 'last' ? items.length - 1 : 1; length >= 1 && length < items.length; length += 1) {
      seen += 1;
      if (seen % step !== 0) continue;
      const started = performance.now();
      scores.fill(0);
      scorer(items, length, scores);
      if (!repeats) for (let at = 0; at < length; at += 1) scores[items[at] ?? 0] = 0;
      const rank = rankOf(items[length] ?? -1, scores);
      times.push(performance.now() - started);
      if (rank > k) continue;
      sums.hit += 1;
      sums.mrr += 1 / rank;
      sums.ndcg += 1 / Math.log2(rank + 1);
    }
  }
  const count = Math.max(1, times.length);
  times.sort((a, b) => a - b);
  const quantile = (q: number): number => times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? 0;
  return {
    metrics: { hit: sums.hit / count, mrr: sums.mrr / count, ndcg: sums.ndcg / count, moments: times.length },
    median: quantile(0.5),
    p90: quantile(0.9),
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

function popular({ itemCount, items }: Sessions): NextTrackScorer {
  const plays = new Float32Array(itemCount);
  for (const item of items) plays[item] = (plays[item] ?? 0) + 1;
  return (_heard, _length, scores) => scores.set(plays);
}
