import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Validation } from './search.ts';

/** What a search has found out so far, so that it goes on where it was cut off. */
export interface KeptTrials {
  /** NDCG on the validation cut, where this was tried before. */
  find(recommender: string, params: object): number | undefined;
  add(recommender: string, params: object, ndcg: number): void;
}

/** Raised where a change of code gives the same parameters other figures. */
const CODE = 2;

/** Trials on this validation cut, one a line in a file of the folder. A line that was cut off is tried again. */
export function keptTrials(folder: string, { dataset, judged, k }: Validation, seed: number): KeptTrials {
  const { plays } = dataset;
  const identity = createHash('sha256')
    .update(JSON.stringify([CODE, k, seed, plays.rows, plays.columns]))
    .update(plays.indptr)
    .update(plays.indices)
    .update(judged.users)
    .digest('hex');
  const path = join(folder, `search-${identity.slice(0, 16)}.jsonl`);
  const known = new Map(existsSync(path) ? readFileSync(path, 'utf8').split('\n').flatMap(entryOf) : []);
  return {
    find: (recommender, params) => known.get(keyOf(recommender, params)),
    add(recommender, params, ndcg) {
      known.set(keyOf(recommender, params), ndcg);
      mkdirSync(folder, { recursive: true });
      appendFileSync(path, `${JSON.stringify([keyOf(recommender, params), ndcg])}\n`);
    },
  };
}

const keyOf = (recommender: string, params: object): string =>
  JSON.stringify([recommender, Object.entries(params).sort()]);

function entryOf(line: string): [string, number][] {
  try {
    const [key, ndcg] = JSON.parse(line) as [string, number];
    return [[key, ndcg]];
  } catch {
    return [];
  }
}
