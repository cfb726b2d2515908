import type { CancelToken } from '../jobs/context.ts';
import { cholesky } from './cholesky.ts';
import type { Compute } from './compute/compute.ts';
import { fullGram, packSquare, rotate } from './compute/dense.ts';
import { type Csr, transpose } from './csr.ts';
import { seededRandom } from './random.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

export interface SvdOptions {
  readonly rank: number;
  /** Extra vectors that are carried along and dropped, for accuracy. */
  readonly oversample?: number;
  /** Subspace iterations; each costs two products with the sparse matrix. */
  readonly iterations?: number;
  readonly seed: number;
  readonly cancel: CancelToken;
  readonly onIteration?: (done: number, total: number) => void;
}

export interface RightVectors {
  /** Descending, `rank` of them. */
  readonly singularValues: Float64Array;
  /** columns × rank, row-major: the right singular vectors as columns. */
  readonly vectors: Float32Array;
}

const CHUNK_ROWS = 256;

/**
 * The largest singular values of a sparse matrix and their right vectors, by randomised subspace iteration (Halko,
 * Martinsson, Tropp 2011). Deterministic for a seed. `rank` may not exceed the smaller side.
 */
export function randomizedSvd(compute: Compute, matrix: Csr, options: SvdOptions): RightVectors {
  const { rank, oversample = Math.max(8, Math.ceil(rank / 10)), iterations = 7, seed, cancel } = options;
  const width = Math.ceil(Math.min(rank + oversample, matrix.rows, matrix.columns) / 8) * 8;
  const random = seededRandom(seed);
  const forward = placed(compute, matrix);
  const backward = placed(compute, transpose(matrix));
  const q = compute.putFloats(Float32Array.from({ length: matrix.columns * width }, () => random.normal()));
  const z = compute.floats(matrix.rows * width);
  orthonormalise(compute, q, matrix.columns, width, cancel);
  for (let iteration = 0; iteration < iterations; iteration += 1) {
    options.onIteration?.(iteration, iterations);
    times(compute, forward, q, z, width, cancel);
    times(compute, backward, z, q, width, cancel);
    orthonormalise(compute, q, matrix.columns, width, cancel);
  }
  orthonormalise(compute, q, matrix.columns, width, cancel);
  times(compute, forward, q, z, width, cancel);
  const { values, vectors } = symmetricEigen(fullGram(compute, z, matrix.rows, width, cancel), width);
  rotate(compute, q, matrix.columns, width, packSquare(compute, vectors, width), cancel);
  return largest(q, values, matrix.columns, width, Math.min(rank, width));
}

interface Placed {
  readonly rows: number;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array | null;
}

const placed = (compute: Compute, { rows, indptr, indices, values }: Csr): Placed => ({
  rows,
  indptr: compute.putInts(indptr),
  indices: compute.putInts(indices),
  values: values === null ? null : compute.putFloats(values),
});

function times(
  compute: Compute,
  { rows, indptr, indices, values }: Placed,
  dense: Float32Array,
  out: Float32Array,
  width: number,
  cancel: CancelToken,
): void {
  compute.run(
    'sparseTimesDense',
    Math.ceil(rows / CHUNK_ROWS),
    [indptr, indices, values, dense, out, rows, width, CHUNK_ROWS],
    { cancel },
  );
}

/** Q ← Q·L⁻ᵀ with L·Lᵀ = QᵀQ plus a ridge above the rounding of QᵀQ, so that directions that have died out stay small. */
function orthonormalise(compute: Compute, q: Float32Array, rows: number, width: number, cancel: CancelToken): void {
  const mark = compute.mark();
  const gram = fullGram(compute, q, rows, width, cancel);
  const ridge = gram.reduce((most, value) => Math.max(most, value), 1e-30) * 1e-5;
  for (let i = 0; i < width; i += 1) gram[i * width + i] = (gram[i * width + i] ?? 0) + ridge;
  cholesky(gram, width);
  rotate(compute, q, rows, width, packSquare(compute, transposedInverse(gram, width), width), cancel);
  compute.release(mark);
}

/** L⁻ᵀ of a lower triangular matrix, row-major. */
function transposedInverse(lower: Float64Array, size: number): Float64Array {
  const inverse = new Float64Array(size * size);
  for (let column = 0; column < size; column += 1) {
    // Row `column` of L⁻ᵀ is column `column` of L⁻¹, found by forward substitution.
    const x = inverse.subarray(column * size, (column + 1) * size);
    x[column] = 1 / (lower[column * size + column] ?? 1);
    for (let row = column + 1; row < size; row += 1) {
      let sum = 0;
      for (let k = column; k < row; k += 1) sum -= (lower[row * size + k] ?? 0) * (x[k] ?? 0);
      x[row] = sum / (lower[row * size + row] ?? 1);
    }
  }
  return inverse;
}

/** Eigenvalues ascend, so the wanted vectors are the last columns, in reverse. */
function largest(q: Float32Array, values: Float64Array, rows: number, width: number, rank: number): RightVectors {
  const vectors = new Float32Array(rows * rank);
  for (let row = 0; row < rows; row += 1)
    for (let j = 0; j < rank; j += 1) vectors[row * rank + j] = q[row * width + width - 1 - j] ?? 0;
  const singularValues = Float64Array.from({ length: rank }, (_, j) =>
    Math.sqrt(Math.max(0, values[width - 1 - j] ?? 0)),
  );
  return { singularValues, vectors };
}
