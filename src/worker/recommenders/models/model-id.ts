import { createHash } from 'node:crypto';
import type { Dataset } from '../recommender.ts';

export interface ModelOrigin {
  recommender: string;
  /** The versions of all code that shapes the scores: "hybrid@1 item-knn@2". */
  codeVersion: string;
  params: object;
  seed: number;
  dataset: Dataset;
}

/** Sixteen hex digits of SHA-256 over code version, parameters, data and seed: the same inputs give the same id. */
export function modelIdOf({ recommender, codeVersion, params, seed, dataset }: ModelOrigin): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([recommender, codeVersion, sorted(params), seed, dataset.snapshotId, dataset.asOf]));
  const { indptr, indices, values } = dataset.plays;
  for (const array of [indptr, indices, values ?? new Float32Array(0)])
    hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex').slice(0, 16);
}

/** The same value with keys in order, so that their order does not change the hash. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Whether two sets of parameters say the same, whatever the order of their keys. */
export const sameParams = (a: object, b: object): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
