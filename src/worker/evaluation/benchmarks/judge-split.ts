import type { Csr } from '../../matrix/csr.ts';
import { keptTrials } from './kept-trials.ts';
import { type Dataset, type Model, unmetNeeds } from '../../recommenders/recommender.ts';
import type { Accuracy } from '../accuracy.ts';
import type { Judged } from '../judge-model.ts';
import { learnWeights } from '../learn-weights.ts';
import { blendScorer } from './blend-scorer.ts';
import { CONTENDERS, nameOf } from './contenders.ts';
import { batchScorer, fullRanking } from './full-ranking.ts';
import { fitContext, type Found, type SearchContext, searchParams, tryParams } from './search.ts';

/** One question to the recommenders: learn from `dataset`, be judged on `test`, choose on `validation`. */
export interface Task {
  readonly dataset: Dataset;
  readonly test: Csr;
  /** What is masked in the judged lists: train, and validation items where the protocol keeps them apart. */
  readonly seen: Csr;
  readonly k: number;
  /** A cut of the training data (or the protocol's own validation part) to choose parameters and weights on. */
  readonly validation: { readonly dataset: Dataset; readonly judged: Judged };
}

export interface BenchmarkRow {
  readonly model: string;
  readonly params: object;
  readonly metrics: Accuracy & { readonly users: number };
  /** NDCG@k on the validation cut. */
  readonly validationNdcg: number;
  readonly fitSeconds: number;
  readonly rankSeconds: number;
}

/** Parameters by recommender, and the blend's weights, that a search found before; null: search now. */
export interface Chosen {
  readonly params: Readonly<Record<string, object>>;
  readonly weights: Readonly<Record<string, number>>;
}

/** Recommenders left out of the blend: they add nothing that the others don't know, and cost time. */
const NOT_BLENDED = new Set(['popularity', 'bpr']);

/**
 * Fits and judges every contender that the data can feed, then the blend of them. Parameters and weights are searched
 * on the validation cut unless they are given; the final models are fitted anew on all training data.
 */
export async function judgeSplit(
  task: Task,
  names: readonly string[] | null,
  chosen: Chosen | null,
  context: SearchContext,
): Promise<{ rows: BenchmarkRow[]; chosen: Chosen }> {
  const rows: BenchmarkRow[] = [];
  const parts: { name: string; model: Model; validated: Model }[] = [];
  const params: Record<string, object> = {};
  const kept =
    context.keepIn === undefined
      ? undefined
      : keptTrials(context.keepIn, { ...task.validation, k: task.k }, context.seed);
  for (const contender of usable(task, names)) {
    const { recommender } = contender;
    const name = nameOf(contender);
    const known = chosen?.params[name];
    const validation = { ...task.validation, k: task.k };
    const found: Found =
      known === undefined
        ? await searchParams(contender, validation, context, kept)
        : await tryParams(recommender, known, validation, context);
    params[name] = found.params;
    const begun = performance.now();
    const model = await recommender.fit(task.dataset, recommender.params.parse(found.params), fitContext(context));
    const fitSeconds = (performance.now() - begun) / 1000;
    rows.push(judged(task, name, batchScorer(model, task.test.columns), found, fitSeconds, context));
    if (!NOT_BLENDED.has(name)) parts.push({ name, model, validated: found.model });
  }
  if (parts.length < 2) return { rows, chosen: { params, weights: {} } };
  const { weights, ndcg } = blendWeights(parts, task, chosen, context);
  const blended = parts.map(({ name, model }) => ({ model, weight: weights[name] ?? 0 }));
  const scorer = blendScorer(blended, task.dataset.plays);
  rows.push(judged(task, 'blend', scorer, { params: weights, ndcg }, 0, context));
  return { rows, chosen: { params, weights } };
}

function usable({ dataset }: Task, names: readonly string[] | null) {
  return CONTENDERS.filter(contender => {
    const { recommender } = contender;
    if (names !== null && !names.includes(nameOf(contender))) return false;
    if (contender.label !== undefined && dataset.plays.values === null) return false;
    if (recommender.name === 'ease' && Math.min(dataset.plays.rows, dataset.plays.columns) > 12_000) return false;
    if (recommender.name === 'content') return dataset.items.tags !== null;
    return unmetNeeds(recommender.needs, dataset).length === 0;
  });
}

function judged(
  task: Task,
  model: string,
  scorer: ReturnType<typeof batchScorer>,
  { params, ndcg }: Pick<Found, 'params' | 'ndcg'>,
  fitSeconds: number,
  context: SearchContext,
): BenchmarkRow {
  const begun = performance.now();
  const stage = `ranking with ${model}`;
  const metrics = fullRanking(scorer, task.test, { k: task.k, seen: task.seen, stage }, context);
  const rankSeconds = (performance.now() - begun) / 1000;
  context.log('info', `${model}: recall@${task.k} ${metrics.recall.toFixed(4)}, ndcg ${metrics.ndcg.toFixed(4)}`);
  return { model, params, metrics, validationNdcg: ndcg, fitSeconds, rankSeconds };
}

function blendWeights(
  parts: readonly { name: string; validated: Model }[],
  { validation, k }: Task,
  chosen: Chosen | null,
  context: SearchContext,
): { weights: Record<string, number>; ndcg: number } {
  const named = parts.map(({ name, validated }) => ({ name, model: validated }));
  const start = chosen?.weights ?? Object.fromEntries(parts.map(({ name }) => [name, 1]));
  return learnWeights(named, validation.dataset, validation.judged, start, { k, by: 'recall + ndcg' }, context);
}
