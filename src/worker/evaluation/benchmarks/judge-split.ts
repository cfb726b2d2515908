import { unknownName } from '../../../shared/errors.ts';
import type { Csr } from '../../matrix/csr.ts';
import { type Dataset, type Model, unmetNeeds } from '../../recommenders/recommender.ts';
import type { Accuracy } from '../accuracy.ts';
import { batchScorer } from '../batch-scorer.ts';
import type { Judged } from '../judge-model.ts';
import { CONTENDERS, type Contender, leftOut, nameOf } from './contenders.ts';
import { type RankedFigures, rankTogether } from './full-ranking.ts';
import { keptTrials } from './kept-trials.ts';
import { fitContext, type Found, type SearchContext, searchParams, tryParams } from './search.ts';
import { type WeighedBlend, weighBlend } from './weigh-blend.ts';

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

export interface Judgement {
  readonly rows: BenchmarkRow[];
  readonly chosen: Chosen;
  /** Who is left out, and why. */
  readonly notes: string[];
}

/** Recommenders left out of the blend: they add nothing that the others don't know, and cost time. */
const NOT_BLENDED = new Set(['popularity', 'bpr']);

/**
 * Fits and judges every contender that the data can feed, and the blend of them. Parameters and weights are searched
 * on the validation cut unless they are given; the final models are fitted anew on all training data. The test part is
 * looked at once, after everything is chosen.
 */
export async function judgeSplit(
  task: Task,
  names: readonly string[] | null,
  chosen: Chosen | null,
  context: SearchContext,
): Promise<Judgement> {
  const { able, notes } = contendersFor(task.dataset, names);
  for (const note of notes) context.log('info', note);
  const found = await chooseParams(able, task, chosen, context);
  const blended = found.filter(({ name }) => !NOT_BLENDED.has(name));
  const learned = blended.length < 2 ? null : blendWeights(blended, task, chosen, context);
  const fitted: (Choice & { model: Model; fitSeconds: number })[] = [];
  for (const each of found) fitted.push({ ...each, ...(await refit(each, task, context)) });
  const { rows, blend } = ranked(fitted, learned?.weights ?? {}, task, context);
  const params = Object.fromEntries(found.map(each => [each.name, each.found.params]));
  if (learned === null) return { rows, chosen: { params, weights: {} }, notes };
  const { weights, ndcg } = learned;
  rows.push(rowOf('blend', { params: weights, ndcg }, blend, 0, task.k, context));
  return { rows, chosen: { params, weights }, notes: [...notes, ...learned.notes] };
}

interface Choice {
  readonly name: string;
  readonly contender: Contender;
  readonly found: Found;
}

function contendersFor(dataset: Dataset, names: readonly string[] | null): { able: Contender[]; notes: string[] } {
  for (const name of names ?? [])
    if (!CONTENDERS.some(contender => nameOf(contender) === name))
      throw unknownName('recommender', name, CONTENDERS.map(nameOf));
  const notes: string[] = [];
  const able = CONTENDERS.filter(contender => {
    if (names !== null && !names.includes(nameOf(contender))) return false;
    if (unmetNeeds(contender.recommender.needs, dataset).length > 0) return false;
    const reason = leftOut(contender, dataset);
    if (reason !== null && contender.wants === undefined) notes.push(`${nameOf(contender)} is left out: ${reason}`);
    return reason === null;
  });
  return { able, notes };
}

async function chooseParams(
  contenders: readonly Contender[],
  task: Task,
  chosen: Chosen | null,
  context: SearchContext,
): Promise<Choice[]> {
  const validation = { ...task.validation, k: task.k };
  const kept = context.keepIn === undefined ? undefined : keptTrials(context.keepIn, validation, context.seed);
  const found: Choice[] = [];
  for (const contender of contenders) {
    const name = nameOf(contender);
    const known = chosen?.params[name];
    found.push({
      name,
      contender,
      found:
        known === undefined
          ? await searchParams(contender, validation, context, kept)
          : await tryParams(contender.recommender, known, validation, context),
    });
  }
  return found;
}

/** Fitted on all training data; where the protocol's validation part stays apart, that is what the search fitted on. */
async function refit({ contender: { recommender }, found }: Choice, task: Task, context: SearchContext) {
  const { dataset, validation } = task;
  if (validation.dataset === dataset) return { model: found.model, fitSeconds: found.fitSeconds };
  const begun = performance.now();
  const model = await recommender.fit(dataset, recommender.params.parse(found.params), fitContext(context));
  return { model, fitSeconds: (performance.now() - begun) / 1000 };
}

function ranked(
  fitted: readonly (Choice & { model: Model; fitSeconds: number })[],
  weights: Readonly<Record<string, number>>,
  task: Task,
  context: SearchContext,
): { rows: BenchmarkRow[]; blend: RankedFigures } {
  const items = task.test.columns;
  const parts = fitted.map(({ name, model }) => ({
    name,
    scorer: batchScorer(model, items),
    weight: weights[name] ?? 0,
  }));
  const options = { k: task.k, seen: task.seen, history: task.dataset.plays, stage: 'ranking for all users' };
  const figures = rankTogether(parts, task.test, options, context);
  const rows = fitted.flatMap(({ name, found, fitSeconds }, at) => {
    const own = figures.parts[at];
    return own === undefined ? [] : [rowOf(name, found, own, fitSeconds, task.k, context)];
  });
  return { rows, blend: figures.blend };
}

function rowOf(
  model: string,
  { params, ndcg }: Pick<Found, 'params' | 'ndcg'>,
  { metrics, seconds }: RankedFigures,
  fitSeconds: number,
  k: number,
  context: SearchContext,
): BenchmarkRow {
  context.log('info', `${model}: recall@${k} ${metrics.recall.toFixed(4)}, ndcg ${metrics.ndcg.toFixed(4)}`);
  return { model, params, metrics, validationNdcg: ndcg, fitSeconds, rankSeconds: seconds };
}

function blendWeights(
  parts: readonly Choice[],
  { validation, k }: Task,
  chosen: Chosen | null,
  context: SearchContext,
): WeighedBlend {
  const named = parts.map(({ name, contender, found }) => ({
    ...{ name, model: found.model },
    rival: contender.rival === true,
  }));
  const start = chosen?.weights ?? Object.fromEntries(parts.map(({ name }) => [name, 1]));
  return weighBlend(named, { ...validation, k }, start, context);
}
