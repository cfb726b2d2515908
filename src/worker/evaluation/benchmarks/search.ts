import type { JobContext } from '../../jobs/context.ts';
import { rowOf } from '../../matrix/csr.ts';
import { topK } from '../../matrix/top-k.ts';
import type { Dataset, FitContext, Model, Recommender } from '../../recommenders/recommender.ts';
import { accuracyAt } from '../accuracy.ts';
import type { Judged } from '../judge-model.ts';
import { BATCH, batchScorer } from '../batch-scorer.ts';
import { nameOf, type Contender } from './contenders.ts';
import type { KeptTrials } from './kept-trials.ts';

export interface Validation {
  /** What models are fitted on: train without the held-out items. */
  readonly dataset: Dataset;
  readonly judged: Judged;
  readonly k: number;
}

export interface Found {
  readonly params: object;
  /** NDCG@k on the validation cut. */
  readonly ndcg: number;
  /** Fitted with `params` on the validation cut's train part. */
  readonly model: Model;
  readonly fitSeconds: number;
}

/**
 * Looks for a contender's parameters on a validation cut: axis after axis, each value is tried with the best of the
 * others so far. Deterministic, and it never sees the test part. What `kept` knows is not tried again.
 */
export async function searchParams(
  contender: Contender,
  validation: Validation,
  context: SearchContext,
  kept?: KeptTrials,
): Promise<Found> {
  const { recommender } = contender;
  const axes = contender.axes(validation.dataset);
  const total = axes.reduce((sum, axis) => sum + axis.length, 1);
  let done = 0;
  const attempt = async (params: object): Promise<Tried> => {
    context.progress({ stage: `searching parameters of ${nameOf(contender)}`, done, total, unit: 'steps' });
    done += 1;
    const known = kept?.find(nameOf(contender), params);
    if (known !== undefined) return { kind: 'known', params, ndcg: known };
    const found = await tryParams(recommender, params, validation, { ...context, progress: () => {} });
    context.log('debug', `${nameOf(contender)} ${JSON.stringify(params)}: validation NDCG ${found.ndcg.toFixed(4)}`);
    kept?.add(nameOf(contender), params, found.ndcg);
    return { kind: 'fitted', ...found };
  };
  let best = await attempt(contender.start);
  for (const axis of axes) {
    for (const change of axis) {
      const params = { ...best.params, ...change };
      if (sameParams(params, best.params)) continue;
      const tried = await attempt(params);
      if (tried.ndcg > best.ndcg) best = tried;
    }
  }
  return best.kind === 'fitted' ? best : tryParams(recommender, best.params, validation, context);
}

/** What is known from before is fitted again only when it is the best. */
type Tried =
  { readonly kind: 'known'; readonly params: object; readonly ndcg: number } | ({ readonly kind: 'fitted' } & Found);

export interface SearchContext extends JobContext {
  readonly seed: number;
  readonly threads: number;
  /** A folder for what a search has tried, so that it can go on. */
  readonly keepIn?: string;
}

/** Fits with the given parameters on the validation cut, and judges. */
export async function tryParams(
  recommender: Recommender,
  params: object,
  { dataset, judged, k }: Validation,
  context: SearchContext,
): Promise<Found> {
  const begun = performance.now();
  const model = await recommender.fit(dataset, recommender.params.parse(params), fitContext(context));
  const fitSeconds = (performance.now() - begun) / 1000;
  const items = dataset.plays.columns;
  const scorer = batchScorer(model, items);
  const scores = new Float32Array(BATCH * items);
  let sum = 0;
  for (let first = 0; first < judged.users.length; first += BATCH) {
    context.cancel.throwIfRequested();
    const batch = judged.users.subarray(first, first + BATCH);
    scorer(batch, scores.subarray(0, batch.length * items));
    batch.forEach((user, u) => {
      const own = scores.subarray(u * items, (u + 1) * items);
      for (const item of rowOf(dataset.plays, user).indices) own[item] = -Infinity;
      sum += accuracyAt(k, topK(own, k), judged.relevant[first + u] ?? new Set()).ndcg;
    });
  }
  return { params, model, fitSeconds, ndcg: sum / Math.max(1, judged.users.length) };
}

export const fitContext = ({ progress, cancel, log, seed, threads }: SearchContext): FitContext => ({
  progress,
  cancel,
  log,
  seed,
  threads,
});

const sameParams = (a: object, b: object): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
