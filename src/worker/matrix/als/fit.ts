import type { Compute } from '../compute/compute.ts';
import { fullGram, type Packed, packSquare, rotate } from '../compute/dense.ts';
import type { Csr } from '../csr.ts';
import { symmetricEigen } from '../symmetric-eigen.ts';
import { type AlsOptions, drawFactors, type Factors } from './fit-plain.ts';
import { bothSides, type Side } from './sides.ts';
import { blockSolver } from './solve-blocks.ts';

/** Rows that one chunk of the solver takes. Part of no result: rows don't depend on each other. */
const CHUNK_ROWS = 64;
/** Conjugate-gradient steps for each row and epoch, at most; a row whose squared residual is this small needs fewer. */
const STEPS = 4;
const TOLERANCE = 1e-7;
/** For the closing pass over the users, so that they are the exact answer to the items. */
const CLOSING_STEPS = 60;
const CLOSING_TOLERANCE = 1e-12;

/**
 * Implicit ALS with the kernels: the same problem as `fitAlsPlain`, solved by conjugate gradients in the coordinates
 * where the fixed side's Gram matrix is diagonal, or block after block of dimensions. Factors come back up to a
 * rotation, which no score depends on.
 * Bit-identical for a seed whatever the number of threads.
 */
export function fitAls(pairs: Csr, options: AlsOptions, compute: Compute): Factors {
  const { dimensions } = options;
  const stride = Math.ceil(dimensions / 8) * 8;
  const [users, items] = bothSides(compute, pairs, stride, options);
  drawFactors(items.factors, stride, options);
  const half =
    options.block === undefined
      ? (fixed: Side, solved: Side) => solve(compute, fixed, solved, stride, options, STEPS, TOLERANCE)
      : blockSolver(compute, pairs.indices.length, stride, options.block, options);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    half(items, users);
    half(users, items);
    options.onEpoch?.(epoch + 1);
  }
  solve(compute, items, users, stride, options, CLOSING_STEPS, CLOSING_TOLERANCE);
  return {
    users: unpadded(users.factors, dimensions, stride),
    items: unpadded(items.factors, dimensions, stride),
  };
}

function solve(
  compute: Compute,
  fixed: Side,
  solved: Side,
  stride: number,
  options: AlsOptions,
  steps: number,
  tolerance: number,
): void {
  const mark = compute.mark();
  const { cancel } = options;
  const { values, basis } = diagonalBasis(
    compute,
    fullGram(compute, fixed.factors, fixed.rows, stride, cancel),
    stride,
    options,
  );
  rotate(compute, fixed.factors, fixed.rows, stride, basis, cancel);
  const shared = compute.putFloats(values.map(value => value * options.unobservedWeight));
  compute.run(
    'alsRows',
    Math.ceil(solved.rows / CHUNK_ROWS),
    [
      solved.indptr,
      solved.indices,
      solved.values,
      fixed.factors,
      solved.factors,
      solved.rows,
      stride,
      shared,
      solved.ridges,
      options.targetExtra ?? 0,
      steps,
      tolerance,
      CHUNK_ROWS,
    ],
    { cancel },
  );
  compute.release(mark);
}

/** The rotation that makes the Gram matrix diagonal, and that diagonal; padding columns stay where they are. */
function diagonalBasis(
  compute: Compute,
  gram: Float64Array,
  stride: number,
  { dimensions }: AlsOptions,
): { values: Float64Array; basis: Packed } {
  const inner = Float64Array.from({ length: dimensions * dimensions }, (_, at) => {
    const row = Math.floor(at / dimensions);
    return gram[row * stride + (at - row * dimensions)] ?? 0;
  });
  const eigen = symmetricEigen(inner, dimensions);
  const values = new Float64Array(stride);
  values.set(eigen.values.map(value => Math.max(0, value)));
  const vectors = new Float64Array(stride * stride);
  for (let row = 0; row < stride; row += 1) {
    if (row < dimensions) vectors.set(eigen.vectors.subarray(row * dimensions, (row + 1) * dimensions), row * stride);
    else vectors[row * stride + row] = 1;
  }
  return { values, basis: packSquare(compute, vectors, stride) };
}

/** An ordinary copy of the factors in `dimensions` columns. */
function unpadded(wide: Float32Array, dimensions: number, stride: number): Float32Array {
  if (stride === dimensions) return wide.slice();
  const rows = wide.length / stride;
  const factors = new Float32Array(rows * dimensions);
  for (let row = 0; row < rows; row += 1)
    factors.set(wide.subarray(row * stride, row * stride + dimensions), row * dimensions);
  return factors;
}
