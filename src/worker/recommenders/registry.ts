import { unknownName } from '../../shared/errors.ts';
import { hybrid } from './hybrid.ts';
import { sequentialRules } from './next-track/follow-ups.ts';
import { sasrec } from './next-track/sasrec-recommender.ts';
import { stan, vmisKnn } from './next-track/session-votes.ts';
import { parts } from './parts.ts';
import type { Recommender, Task } from './recommender.ts';

/** Everything that can recommend. A new recommender is a file, and a line in parts.ts or here. */
export const recommenders: readonly Recommender[] = [...parts, hybrid, vmisKnn, stan, sequentialRules, sasrec];

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

/** What a recommender answers; one that is no longer known made lists. */
export const taskOf = (name: string): Task =>
  recommenders.find(recommender => recommender.name === name)?.task ?? 'lists';
