import type { JobContext } from '../../jobs/context.ts';
import { blendNextTrack } from '../../recommenders/next-track/blend.ts';
import { nextTrackRecommenders, type NextTrackRecommender } from '../../recommenders/next-track/registry.ts';
import { replays } from '../../recommenders/next-track/replays.ts';
import type { SasrecParams } from '../../recommenders/next-track/sasrec/params.ts';
import type { NextTrackScorer } from '../../recommenders/next-track/vmis-knn.ts';
import { eachMoment, VALIDATION_SHARE, validationTask, type NextTrackTask } from './next-track-task.ts';
import { blendMetrics, learnNextTrackWeights, momentCases } from './next-track-weights.ts';
import { trainingStore } from './training-store.ts';

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
  readonly notes: readonly string[];
}

export interface NextTrackOptions {
  /** Trains the recommenders that take minutes; otherwise they take part only where a finished training is kept. */
  readonly train?: boolean;
  /** Where trainings are kept. */
  readonly models?: string;
  /** Parameters that differ from the defaults, by recommender. */
  readonly params?: Readonly<Record<string, object>>;
}

type Context = Pick<JobContext, 'progress' | 'cancel' | 'log'>;

const SEED = 1;
const REPLAYS = { decay: 0.8 };
const NOT_BLENDED = new Set(['popularity', 'markov']);
const MOST_VALIDATION_MOMENTS = 4000;
/** A training of fewer predicted tracks than this, over all epochs, takes a minute or two, and is done unasked. */
const QUICK_TRAINING = 1_500_000;

/**
 * Judges next-track recommenders: the whole catalogue is ranked, ties by item index, at every moment of the test
 * sessions. The blend's weights are chosen on the latest sessions of the training part, never on the test.
 */
export async function judgeNextTrack(
  task: NextTrackTask,
  context: Context,
  options: NextTrackOptions = {},
): Promise<NextTrackReport> {
  const inner = validationTask(task);
  const able = nextTrackRecommenders.filter(each => isReady(each, task, options) && isReady(each, inner, options));
  const left = nextTrackRecommenders.filter(each => !able.includes(each));
  const chosenOn = await fitParts(able, inner, options, context);
  const weights = chooseWeights(chosenOn, inner, context);
  const parts = await fitParts(able, task, options, context);
  const rows: NextTrackRow[] = parts.map(part => ({
    ...part.row,
    ...judge(part.scorer, task, part.row.model, context),
  }));
  const blend = blendOf(parts, weights, task.train.itemCount);
  const fitSeconds = parts.reduce((sum, { row }) => sum + row.fitSeconds, 0);
  rows.push({ model: 'blend', params: weights, fitSeconds, ...judge(blend, task, 'blend', context) });
  return {
    rows,
    choice: `blend weights by NDCG@${task.k} on the latest ${Math.round(VALIDATION_SHARE * 100)} % of training sessions`,
    notes: left.map(
      ({ name }) => `${name} is left out: it takes minutes to train; --train does it, and keeps the result`,
    ),
  };
}

interface FittedPart {
  readonly row: Pick<NextTrackRow, 'model' | 'params' | 'fitSeconds'>;
  readonly scorer: NextTrackScorer;
}

const paramsOf = (recommender: NextTrackRecommender, { params }: NextTrackOptions): object =>
  recommender.params.parse(params?.[recommender.name] ?? {});

const storeOf = (recommender: NextTrackRecommender, { train }: NextTrackTask, options: NextTrackOptions) =>
  recommender.quick || options.models === undefined
    ? undefined
    : trainingStore(options.models, train, paramsOf(recommender, options) as SasrecParams, SEED);

function isReady(recommender: NextTrackRecommender, task: NextTrackTask, options: NextTrackOptions): boolean {
  if (recommender.quick || options.train === true) return true;
  const { epochs } = paramsOf(recommender, options) as SasrecParams;
  if (task.train.items.length * epochs <= QUICK_TRAINING) return true;
  return storeOf(recommender, task, options)?.load()?.epoch === epochs;
}

async function fitParts(
  recommenders: readonly NextTrackRecommender[],
  task: NextTrackTask,
  options: NextTrackOptions,
  context: Context,
): Promise<FittedPart[]> {
  const fitted: FittedPart[] = [];
  for (const recommender of recommenders) {
    const params = paramsOf(recommender, options);
    const checkpoint = storeOf(recommender, task, options);
    const own = { ...context, seed: SEED, threads: 2, ...(checkpoint === undefined ? {} : { checkpoint }) };
    const started = performance.now();
    const scorer = await recommender.fit(task.train, params, own);
    const fitSeconds = (performance.now() - started) / 1000;
    fitted.push({ row: { model: recommender.name, params, fitSeconds }, scorer });
  }
  return fitted;
}

const blended = (parts: readonly FittedPart[]): FittedPart[] => parts.filter(({ row }) => !NOT_BLENDED.has(row.model));

function chooseWeights(parts: readonly FittedPart[], inner: NextTrackTask, context: Context): Record<string, number> {
  const used = blended(parts);
  const step = Math.max(1, Math.ceil(inner.test.items.length / MOST_VALIDATION_MOMENTS));
  const scorers = [...used.map(({ scorer }) => scorer), ...(inner.repeats ? [replays(REPLAYS)] : [])];
  const cases = momentCases(scorers, inner, step, context);
  const weights = learnNextTrackWeights(cases, scorers.length, inner.k);
  const { hit, mrr } = blendMetrics(cases, weights, inner.k);
  context.log('info', `blend on validation: P@${inner.k} ${(100 * hit).toFixed(2)}, MRR ${(100 * mrr).toFixed(2)}`);
  const names = [...used.map(({ row }) => row.model), 'replays'];
  return Object.fromEntries(weights.map((weight, p) => [names[p] ?? '', weight]));
}

const blendOf = (parts: readonly FittedPart[], weights: Record<string, number>, itemCount: number): NextTrackScorer =>
  blendNextTrack(
    [
      ...blended(parts).map(({ row, scorer }) => ({ scorer, weight: weights[row.model] ?? 0 })),
      { scorer: replays(REPLAYS), weight: weights['replays'] ?? 0 },
    ],
    itemCount,
  );

function judge(scorer: NextTrackScorer, task: NextTrackTask, stage: string, context: Context) {
  const { train, test, repeats, k } = task;
  const scores = new Float32Array(Math.max(train.itemCount, test.itemCount));
  const times: number[] = [];
  const sums = { hit: 0, mrr: 0, ndcg: 0 };
  eachMoment(task, { step: 1, stage: `judging ${stage}` }, context, (items, length) => {
    const started = performance.now();
    scores.fill(0);
    scorer(items, length, scores);
    if (!repeats) for (let at = 0; at < length; at += 1) scores[items[at] ?? 0] = 0;
    const rank = rankOf(items[length] ?? -1, scores);
    times.push(performance.now() - started);
    if (rank > k) return;
    sums.hit += 1;
    sums.mrr += 1 / rank;
    sums.ndcg += 1 / Math.log2(rank + 1);
  });
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
