import { availableParallelism } from 'node:os';
import type { JobContext } from '../jobs/context.ts';
import { hybrid, usableWeights, type HybridParams } from '../recommenders/hybrid.ts';
import { recommenderNamed } from '../recommenders/registry.ts';
import { sampled, usersToJudge } from './judge-model.ts';
import { learnWeights, type LearnedWeights, type NamedModel } from './learn-weights.ts';
import type { Split } from './split.ts';

const USERS = 1000;

/** The hybrid's weights for this data, learned on a validation split (see `validationSplit`) for NDCG@10. */
export async function learnHybridWeights(
  validation: Split,
  params: Partial<HybridParams>,
  seed: number,
  context: JobContext,
): Promise<LearnedWeights> {
  const { weights, parts } = hybrid.params.parse(params);
  const { train, relevant } = validation;
  const usable = usableWeights(weights, train, context);
  const threads = Math.min(2, availableParallelism());
  const models: NamedModel[] = [];
  for (const name of usable.keys()) {
    const recommender = recommenderNamed(name);
    const partParams = recommender.params.parse(parts[name] ?? {});
    models.push({ name, model: await recommender.fit(train, partParams, { ...context, seed, threads }) });
  }
  const judged = sampled(usersToJudge(train, relevant, false), USERS, seed);
  return learnWeights(models, train, judged, Object.fromEntries(usable), { k: 10 }, context);
}
