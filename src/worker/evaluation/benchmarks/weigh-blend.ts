import type { JobContext } from '../../jobs/context.ts';
import {
  ascend,
  type AscentOptions,
  blendCases,
  crossValidated,
  meanAccuracy,
  named,
  type NamedModel,
} from '../learn-weights.ts';
import type { Validation } from './search.ts';

export interface BlendPart extends NamedModel {
  /** Another form of a part that is there already: let in only where the blend is the better for it. */
  readonly rival: boolean;
}

export interface WeighedBlend {
  readonly weights: Record<string, number>;
  /** NDCG@k on the validation cut. */
  readonly ndcg: number;
  readonly notes: readonly string[];
}

/**
 * Weights by recall + NDCG on the validation cut. A rival takes part only if the blend gains by it on users that its
 * weights were not learned on, and by more than one standard error: what is known and published stays as it is unless
 * the data speaks against it.
 */
export function weighBlend(
  parts: readonly BlendPart[],
  { dataset, judged, k }: Validation,
  start: Readonly<Record<string, number>>,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): WeighedBlend {
  const cases = blendCases(parts, dataset, judged, context);
  const first = parts.map(({ name }) => start[name] ?? 0);
  const without = new Set([...parts.keys()].filter(p => parts[p]?.rival));
  const options = (out: ReadonlySet<number>): AscentOptions => ({ k, by: 'recall + ndcg', without: out });
  const notes: string[] = [];
  let worth = without.size === 0 ? null : crossValidated(cases, first, options(without), context);
  for (const rival of [...without]) {
    if (worth === null) break;
    const fewer = new Set([...without].filter(p => p !== rival));
    const tried = crossValidated(cases, first.with(rival, first[rival] || 0.5), options(fewer), context);
    const { mean, error } = gain(worth, tried);
    const name = parts[rival]?.name ?? '';
    const said = `${mean >= 0 ? '+' : ''}${mean.toFixed(4)} recall + NDCG on the cut, standard error ${error.toFixed(4)}`;
    notes.push(`${name} is ${mean > error ? 'let into' : 'kept out of'} the blend: ${said}`);
    if (mean <= error) continue;
    without.delete(rival);
    worth = tried;
  }
  const weights = ascend(cases, first, options(without), context);
  return { weights: named(parts, weights), ndcg: meanAccuracy(cases, weights, k).ndcg, notes };
}

/** Mean of the differences, and its standard error. */
function gain(before: Float64Array, after: Float64Array): { mean: number; error: number } {
  const differences = after.map((value, u) => value - (before[u] ?? 0));
  const count = Math.max(1, differences.length);
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / count;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  return { mean, error: Math.sqrt(squares / Math.max(1, count - 1) / count) };
}
