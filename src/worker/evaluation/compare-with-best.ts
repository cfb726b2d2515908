import { pairedTest } from './bootstrap.ts';
import type { Judgement } from './judge-model.ts';

/** A paired test of two recommenders over the same listeners. */
export interface Comparison {
  a: string;
  b: string;
  metric: string;
  difference: number;
  interval: [low: number, high: number];
  p: number;
}

/** The first of `results` against each other one. */
export function compareWithBest(
  results: readonly ({ recommender: string } & Pick<Judgement, 'perUser'>)[],
  metric: string,
  seed: number,
): Comparison[] {
  const [best, ...others] = results;
  if (best === undefined) return [];
  return others.flatMap(other => {
    const a = best.perUser[metric];
    const b = other.perUser[metric];
    if (a === undefined || b === undefined) return [];
    const { difference, p } = pairedTest(a, b, seed);
    const interval: Comparison['interval'] = [difference.low, difference.high];
    return [{ a: best.recommender, b: other.recommender, metric, difference: difference.mean, interval, p }];
  });
}
