import { type Csr, rowOf, withValues } from '../matrix/csr.ts';

const LEAST = 2;
const MOST = 8;

/**
 * What each item of a history weighs by its place among the others: from 2 for the one played least to 8 for the one played
 * most, ties in the middle of their places. Says how much a listener likes a track whatever how much they listen at all.
 */
export function rankWeights(counts: Float32Array): Float32Array {
  const order = Float32Array.from(counts).sort();
  return counts.map(count => {
    const below = lowerBound(order, count);
    const equal = lowerBound(order, count, true) - below;
    return LEAST + ((MOST - LEAST) * (below + equal / 2)) / counts.length;
  });
}

/** Every row's counts as `rankWeights`. */
export function rankedRows(plays: Csr): Csr {
  if (plays.values === null) return plays;
  const values = new Float32Array(plays.values.length);
  for (let row = 0; row < plays.rows; row += 1)
    values.set(rankWeights(rowOf(plays, row).values ?? new Float32Array(0)), plays.indptr[row]);
  return withValues(plays, values);
}

/** The first place in ascending order whose number is not below `value`; with `after`, the first that is above it. */
function lowerBound(ascending: Float32Array, value: number, after = false): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = ascending[middle] ?? 0;
    if (found < value || (after && found === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
