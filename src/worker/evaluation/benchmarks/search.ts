import type { JobContext } from '../../jobs/context.ts';
import type { Dataset, FitContext, Model, Recommender } from '../../recommenders/recommender.ts';
import { accuracyAt } from '../accuracy.ts';
import type { Judged } from '../judge-model.ts';
import { rankUsers, listOf } from '../rank-users.ts';
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
  const total = contender.axes.reduce((sum, axis) => sum + axis.length, 1);
  let done = 0;
  const attempt = async (params: object): Promise<Tried> => {
    context.progress({ stage: `searching parameters of ${nameOf(contender)}`, done, total, unit: 'steps' });
    done += 1;
    const known = kept?.find(nameOf(contender), params);
    if (known !== undefined) return { params, ndcg: known, model: null };
    const found = await tryParams(recommender, params, validation, { ...context, progress: () => {} });
    context.log('debug', `${nameOf(contender)} ${JSON.stringify(params)}: validation NDCG ${found.ndcg.toFixed(4)}`);
    kept?.add(nameOf(contender), params, found.ndcg);
    return found;
  };
  let best = await attempt(contender.start);
  for (const axis of contender.axes) {
    for (const change of axis) {
      const params = { ...best.params, ...change };
      if (sameParams(params, best.params)) continue;
      const tried = await attempt(params);
      if (tried.ndcg > best.ndcg) best = tried;
    }
  }
  const { params, ndcg, model } = best;
  return model === null ? tryParams(recommender, params, validation, context) : { params, ndcg, model };
}

/** A model that is known from before is fitted again only when it is the best. */
type Tried = Omit<Found, 'model'> & { readonly model: Model | null };

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
  const model = await recommender.fit(dataset, recommender.params.parse(params), fitContext(context));
  const stage = `validating ${recommender.name}`;
  const lists = rankUsers(model, dataset, judged.users, { k, repeats: false, stage }, context);
  const sum = judged.relevant.reduce((total, relevant, u) => total + accuracyAt(k, listOf(lists, u), relevant).ndcg, 0);
  return { params, model, ndcg: sum / Math.max(1, judged.relevant.length) };
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
