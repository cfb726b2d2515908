import { TracklakeError } from '../../../shared/errors.ts';
import type { JobContext } from '../../jobs/context.ts';
import { blendNextTrack } from '../../recommenders/next-track/blend.ts';
import { nextTrackRecommenders, type NextTrackRecommender } from '../../recommenders/next-track/registry.ts';
import { replays } from '../../recommenders/next-track/replays.ts';
import type { SasrecParams } from '../../recommenders/next-track/sasrec/params.ts';
import type { NextTrackScorer } from '../../recommenders/next-track/vmis-knn.ts';
import { judgeScorers, remembering, type NextTrackFigures } from './judge-next-track.ts';
import { momentCount, VALIDATION_SHARE, validationTask, type NextTrackTask } from './next-track-task.ts';
import { learnNextTrackBlend, momentCases, scorerWorth } from './next-track-weights.ts';
import { trainingStore } from './training-store.ts';

export interface NextTrackRow extends NextTrackFigures {
  readonly model: string;
  readonly params: object;
  readonly fitSeconds: number;
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
  /** Tracks to predict, over all epochs, up to which a training is done unasked: default 1.5 million, a minute or two. */
  readonly quickTraining?: number;
  /** Parameters that differ from the defaults, by recommender. */
  readonly params?: Readonly<Record<string, object>>;
}

type Context = Pick<JobContext, 'progress' | 'cancel' | 'log'>;

const SEED = 1;
const REPLAYS = { decay: 0.8 };
const NOT_BLENDED = new Set(['popularity', 'markov']);
const MOST_VALIDATION_MOMENTS = 9000;
const MOST_VARIANT_MOMENTS = 3000;
const QUICK_TRAINING = 1_500_000;

/**
 * Judges next-track recommenders: the whole catalogue is ranked, ties by item index, at every moment of the test
 * sessions. The blend's weights are chosen on the latest sessions of the training part, never on the test.
 */
export async function judgeNextTrack(
  task: NextTrackTask,
  context: Context,
  given: NextTrackOptions = {},
): Promise<NextTrackReport> {
  const inner = validationTask(task);
  const options = await withVariants(inner, given, context);
  const able = nextTrackRecommenders.filter(each => isReady(each, task, options) && isReady(each, inner, options));
  const left = nextTrackRecommenders.filter(each => !able.includes(each));
  const chosenOn = await fitParts(able, inner, options, context);
  const choice = chooseBlend(chosenOn, inner, context);
  const parts = (await fitParts(able, task, options, context)).map(part => ({
    ...part,
    scorer: remembering(part.scorer, task.train.itemCount),
  }));
  const fitSeconds = parts.reduce((sum, { row }) => sum + row.fitSeconds, 0);
  const judged = [
    ...parts.map(part => ({ ...part, uses: [] })),
    {
      row: { model: 'blend', params: { ...choice.weights, power: choice.power }, fitSeconds },
      scorer: blendOf(parts, choice, task.train.itemCount),
      uses: blended(parts).flatMap(({ row }) => (choice.weights[row.model] === 0 ? [] : row.model)),
    },
  ];
  const figures = judgeScorers(
    judged.map(({ row, scorer, uses }) => ({ name: row.model, scorer, uses })),
    task,
    context,
  );
  const rows = judged.map(({ row }, at): NextTrackRow => ({ ...row, ...(figures[at] ?? nothing(row.model)) }));
  return {
    rows,
    choice: `blend by P@${task.k} + 0.3 MRR@${task.k} on ${validationName(task)}`,
    notes: left.map(
      ({ name }) => `${name} is left out: it takes minutes to train; --train does it, and keeps the result`,
    ),
  };
}

const validationName = ({ moments }: NextTrackTask): string =>
  moments === 'last'
    ? 'the last training item of each sequence'
    : `the latest ${Math.round(VALIDATION_SHARE * 100)} % of training sessions`;

interface FittedPart {
  readonly row: Pick<NextTrackRow, 'model' | 'params' | 'fitSeconds'>;
  readonly scorer: NextTrackScorer;
}

/** Sequences are of many kinds: where last items are judged, variants of the defaults are tried on the validation part. */
async function withVariants(
  inner: NextTrackTask,
  options: NextTrackOptions,
  context: Context,
): Promise<NextTrackOptions> {
  if (inner.moments !== 'last') return options;
  const params: Record<string, object> = { ...options.params };
  const step = Math.max(1, Math.ceil(momentCount(inner) / MOST_VARIANT_MOMENTS));
  for (const recommender of nextTrackRecommenders) {
    if (recommender.variants === undefined || params[recommender.name] !== undefined) continue;
    let most = -1;
    for (const variant of [{}, ...recommender.variants]) {
      const own = { ...context, seed: SEED, threads: 2 };
      const scorer = await recommender.fit(inner.train, recommender.params.parse(variant), own);
      const worth = scorerWorth(scorer, inner, step, context);
      context.log(
        'debug',
        `${recommender.name} ${JSON.stringify(variant)}: ${worth.toFixed(4)} on the validation part`,
      );
      if (worth <= most) continue;
      most = worth;
      params[recommender.name] = variant;
    }
  }
  return { ...options, params };
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
  if (task.train.items.length * epochs <= (options.quickTraining ?? QUICK_TRAINING)) return true;
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

interface Choice {
  readonly weights: Readonly<Record<string, number>>;
  readonly power: number;
}

function chooseBlend(parts: readonly FittedPart[], inner: NextTrackTask, context: Context): Choice {
  const used = blended(parts);
  const step = Math.max(1, Math.ceil(momentCount(inner) / MOST_VALIDATION_MOMENTS));
  const scorers = [...used.map(({ scorer }) => scorer), ...(inner.repeats ? [replays(REPLAYS)] : [])];
  const cases = momentCases(scorers, inner, step, context);
  const { weights, power } = learnNextTrackBlend(cases, scorers.length, inner.k);
  const names = [...used.map(({ row }) => row.model), 'replays'];
  return { weights: Object.fromEntries(weights.map((weight, p) => [names[p] ?? '', weight])), power };
}

const blendOf = (parts: readonly FittedPart[], { weights, power }: Choice, itemCount: number): NextTrackScorer =>
  blendNextTrack(
    [
      ...blended(parts).map(({ row, scorer }) => ({ scorer, weight: weights[row.model] ?? 0 })),
      { scorer: replays(REPLAYS), weight: weights['replays'] ?? 0 },
    ],
    itemCount,
    power,
  );

const nothing = (model: string): never => {
  throw new TracklakeError('internal', `${model} was not judged`);
};
