import type { Lakehouse } from '../lakehouse/open.ts';
import { findModel } from '../recommenders/models/model-store.ts';
import { unmetNeeds, type Dataset, type Recommender } from '../recommenders/recommender.ts';
import { recommenderNamed } from '../recommenders/registry.ts';
import type { EvaluateOptions } from './evaluate-lakehouse.ts';

export interface Contender {
  recommender: Recommender;
  /** Parameters that differ from its defaults. */
  given: Readonly<Record<string, unknown>>;
}

/** Who is judged: what was named, or what stored models are made of, or the usual ones; what the data can't feed is noted. */
export function contendersOf(
  lake: Lakehouse,
  { models, recommenders, params }: Pick<EvaluateOptions, 'models' | 'recommenders' | 'params'>,
  usual: readonly string[],
  train: Dataset,
  notes: string[],
): Contender[] {
  const named = models === undefined ? (recommenders ?? usual) : ['popularity', ...(recommenders ?? [])];
  const stored = (models ?? []).map(modelId => findModel(lake, modelId));
  return [
    ...named.map(name => ({ recommender: recommenderNamed(name), given: params?.[name] ?? {} })),
    ...stored.map(model => ({ recommender: recommenderNamed(model.recommender), given: model.params })),
  ].filter(({ recommender }) => {
    const unmet = unmetNeeds(recommender.needs, train);
    if (unmet.length > 0) notes.push(`${recommender.name} is left out: this data has no ${unmet.join(', no ')}`);
    return unmet.length === 0;
  });
}
