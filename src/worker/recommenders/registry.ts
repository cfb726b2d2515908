import { unknownName } from '../../shared/errors.ts';
import { hybrid } from './hybrid.ts';
import { parts } from './parts.ts';
import type { Recommender } from './recommender.ts';

/** Everything that can recommend. A new recommender is a file, and a line in parts.ts or here. */
export const recommenders: readonly Recommender[] = [...parts, hybrid];

/** Throws `not_found` with the nearest known name. */
export function recommenderNamed(name: string): Recommender {
  const found = recommenders.find(recommender => recommender.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'recommender',
    name,
    recommenders.map(recommender => recommender.name),
  );
}
