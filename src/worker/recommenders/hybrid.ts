import { z } from 'zod';
import { TracklakeError, unknownName } from '../../shared/errors.ts';
import { blend, savedParts, type Part } from './blend.ts';
import { parts } from './parts.ts';
import { listShape } from './serving/variant.ts';
import { unmetNeeds, type Dataset, type FitContext, type Recommender } from './recommender.ts';

/**
 * Low popularity, medium playlist and social, high collaborative (item-knn and ials together); content carries new
 * tracks. Rounded from weights that were learned on a validation cut of generated data; `learn-weights` fits them to
 * other data.
 */
export const DEFAULT_WEIGHTS: Readonly<Record<string, number>> = {
  trending: 0.2,
  playlist: 0.3,
  social: 0.6,
  content: 0.15,
  'item-knn': 0.4,
  ials: 1,
};

const params = z.object({
  weights: z.record(z.string(), z.number().min(0)).default(DEFAULT_WEIGHTS).describe('weight of each part by its name'),
  parts: z
    .record(z.string(), z.record(z.string(), z.unknown()))
    .default({})
    .describe('parameters of each part by its name'),
  list: listShape.optional().describe('how its lists are put in order beyond the scores'),
});
export type HybridParams = z.infer<typeof params>;

/**
 * A blend of the other recommenders. A part that this data cannot feed is left out, and the log says so; trending
 * falls back to popularity where plays have no dates.
 */
export const hybrid: Recommender<HybridParams> = {
  name: 'hybrid',
  title: 'Hybrid',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    const usable = usableWeights(options.weights, dataset, context);
    const fitted: Part[] = [];
    for (const [name, weight] of usable) {
      const partParams = partNamed(name).params.parse(options.parts[name] ?? {});
      fitted.push({ name, weight, model: await fitPart(name, partParams, dataset, context) });
    }
    return blend(fitted, dataset);
  },
  load(artefact, dataset) {
    const loaded = savedParts(artefact).map(({ name, weight, artefact: part }) => ({
      name,
      weight,
      model: partNamed(name).load(part, dataset),
    }));
    return blend(loaded, dataset);
  },
};

function partNamed(name: string): Recommender {
  const found = parts.find(part => part.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'part',
    name,
    parts.map(part => part.name),
  );
}

/** The weights of the parts that this data can feed, trending's given to popularity where plays have no dates. */
export function usableWeights(
  weights: HybridParams['weights'],
  dataset: Dataset,
  context: Pick<FitContext, 'log'>,
): Map<string, number> {
  const usable = new Map<string, number>();
  for (const [name, weight] of Object.entries(weights)) {
    const unmet = unmetNeeds(partNamed(name).needs, dataset);
    const use = name === 'trending' && unmet.length > 0 ? 'popularity' : name;
    if (unmet.length > 0) context.log('info', `hybrid: no ${unmet.join(', ')} in this data, so ${name} is left out`);
    if (weight > 0 && (unmet.length === 0 || use !== name)) usable.set(use, (usable.get(use) ?? 0) + weight);
  }
  if (usable.size === 0)
    throw new TracklakeError('bad_input', 'hybrid: no part has a weight above 0 and data to learn from');
  return usable;
}

function fitPart(
  name: string,
  partParams: object,
  dataset: Dataset,
  context: FitContext,
): ReturnType<Recommender['fit']> {
  return context.fitPart?.(name, partParams) ?? partNamed(name).fit(dataset, partParams, context);
}
