import type { CancelToken } from '../../jobs/context.ts';
import { type Csr, rowOf, transpose } from '../csr.ts';
import { seededRandom } from '../random.ts';
import { type AlsWeights, gram, RowSystem } from './row-system.ts';

export interface AlsOptions extends AlsWeights {
  readonly dimensions: number;
  readonly epochs: number;
  /** Standard deviation of a start vector's length; each entry has stddev / √dimensions. */
  readonly stddev: number;
  readonly seed: number;
  /** Dimensions that are solved together, by blocks; absent, all of them, by conjugate gradients. */
  readonly block?: number | undefined;
  readonly cancel: CancelToken;
  readonly onEpoch?: (done: number) => void;
}

/** Row-major factors of both sides. */
export interface Factors {
  readonly users: Float32Array;
  readonly items: Float32Array;
}

/** Fills the items' rows of `stride` floats with random start factors in their first `dimensions`. Users follow from them. */
export function drawFactors(
  factors: Float32Array,
  stride: number,
  { dimensions, stddev, seed }: AlsOptions,
): Float32Array {
  const random = seededRandom(seed);
  for (let start = 0; start < factors.length; start += stride)
    for (let i = 0; i < dimensions; i += 1) factors[start + i] = (random.normal() * stddev) / Math.sqrt(dimensions);
  return factors;
}

/**
 * Implicit ALS by exact solves in plain TypeScript: the reference that the kernels are compared with, and what runs
 * where WebAssembly SIMD is missing. Ends with the users' half, so that users are the exact answer to the items.
 */
export function fitAlsPlain(pairs: Csr, options: AlsOptions): Factors {
  const { dimensions } = options;
  const users = new Float32Array(pairs.rows * dimensions);
  const items = drawFactors(new Float32Array(pairs.columns * dimensions), dimensions, options);
  const byItem = transpose(pairs);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    solveSide(pairs, items, users, options);
    solveSide(byItem, users, items, options);
    options.onEpoch?.(epoch + 1);
  }
  solveSide(pairs, items, users, options);
  return { users, items };
}

function solveSide(pairs: Csr, fixed: Float32Array, solved: Float32Array, options: AlsOptions): void {
  const { dimensions } = options;
  const other = { factors: fixed, gram: gram(fixed, dimensions), dimensions, weights: options };
  for (let row = 0; row < pairs.rows; row += 1) {
    if (row % 64 === 0) options.cancel.throwIfRequested();
    const { indices, values } = rowOf(pairs, row);
    solved.set(new RowSystem(indices, values, other).solution(), row * dimensions);
  }
}
