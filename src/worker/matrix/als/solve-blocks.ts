import type { Compute } from '../compute/compute.ts';
import { fullGram } from '../compute/dense.ts';
import type { AlsOptions } from './fit-plain.ts';
import type { Side } from './sides.ts';

/** Rows that one chunk of the solver takes. Part of no result: rows don't depend on each other. */
const CHUNK_ROWS = 64;

/**
 * Halves of an iteration by blocks of dimensions (iALS++), in place and from the last factors on: each block is solved
 * exactly while the row's others stay. A block that holds all dimensions is the exact solve. Needs scratch of
 * block² + 129·block floats; predictions for all pairs are kept beside the factors.
 */
export function blockSolver(
  compute: Compute,
  pairs: number,
  stride: number,
  block: number,
  options: AlsOptions,
): (fixed: Side, solved: Side) => void {
  const size = Math.min(stride, Math.ceil(block / 8) * 8);
  const predictions = compute.room(pairs);
  return (fixed, solved) => {
    const mark = compute.mark();
    const { cancel, unobservedWeight, targetExtra = 0 } = options;
    const gram = fullGram(compute, fixed.factors, fixed.rows, stride, cancel);
    const shared = compute.putFloats(gram.map(value => value * unobservedWeight));
    const { indptr, indices, values, rows, factors, ridges } = solved;
    const system = [indptr, indices, values, fixed.factors, factors, rows, stride, shared, ridges, targetExtra];
    compute.run('alsBlocks', Math.ceil(rows / CHUNK_ROWS), [...system, size, predictions, CHUNK_ROWS], { cancel });
    compute.release(mark);
  };
}

/** The scratch memory that a block of this size needs. */
export const blockScratchBytes = (block: number): number => (block + 8) * (block + 8 + 129) * 4;
