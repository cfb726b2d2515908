import { columnCounts } from '../matrix/csr.ts';
import type { Dataset } from './recommender.ts';

const known = new WeakMap<Dataset, Float32Array>();

/** How many play each track; counted once for a dataset. */
export function listenersOf(dataset: Dataset): Float32Array {
  const counted = known.get(dataset) ?? Float32Array.from(columnCounts(dataset.plays));
  known.set(dataset, counted);
  return counted;
}
