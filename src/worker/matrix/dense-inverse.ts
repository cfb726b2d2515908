import type { CancelToken } from '../jobs/context.ts';
import { cholesky, choleskySolve } from './cholesky.ts';
import type { Compute } from './compute/compute.ts';
import { multiply, pack } from './compute/dense.ts';

const BLOCK = 64;

/**
 * Inverts a symmetric positive definite matrix in place, in single precision: blocked Gauss–Jordan elimination, whose
 * work is matrix products; the diagonal blocks are inverted in double precision.
 * @param matrix size × size in the memory of `compute`
 */
export function invertInPlace(
  compute: Compute,
  matrix: Float32Array,
  size: number,
  cancel: CancelToken,
  onBlocks?: (done: number, total: number) => void,
): void {
  const mark = compute.mark();
  const column = compute.floats(size * BLOCK);
  const row = compute.floats(size * BLOCK);
  const afterBuffers = compute.mark();
  for (let first = 0; first < size; first += BLOCK) {
    const width = Math.min(BLOCK, size - first);
    onBlocks?.(first, size);
    const pivot = invertedBlock(matrix, size, first, width);
    takeColumn(matrix, size, first, width, column);
    scaleRow(compute, matrix, size, first, width, pivot, row);
    // Everything else: A -= column · row; the block's own column becomes -column · pivot, its row the scaled row.
    const packed = pack(compute, row, { k: width, n: size });
    multiply(compute, { a: column, b: packed, c: matrix, m: size, alpha: -1, beta: 1 }, cancel);
    for (let r = 0; r < width; r += 1) matrix.set(row.subarray(r * size, (r + 1) * size), (first + r) * size);
    compute.release(afterBuffers);
  }
  compute.release(mark);
}

/** The inverse of the diagonal block at `first`, width × width. */
function invertedBlock(matrix: Float32Array, size: number, first: number, width: number): Float32Array {
  const block = Float64Array.from({ length: width * width }, (_, at) => {
    const r = Math.floor(at / width);
    return matrix[(first + r) * size + first + (at - r * width)] ?? 0;
  });
  cholesky(block, width);
  const inverse = new Float32Array(width * width);
  for (let r = 0; r < width; r += 1) {
    const unit = new Float64Array(width);
    unit[r] = 1;
    choleskySolve(block, width, unit);
    inverse.set(unit, r * width);
  }
  return inverse;
}

/** Moves the block's column out (its own rows as 0), leaving zeros. */
function takeColumn(matrix: Float32Array, size: number, first: number, width: number, column: Float32Array): void {
  for (let r = 0; r < size; r += 1) {
    const from = matrix.subarray(r * size + first, r * size + first + width);
    const own = r >= first && r < first + width;
    if (own) {
      column.fill(0, r * width, (r + 1) * width);
    } else {
      column.set(from, r * width);
      from.fill(0);
    }
  }
}

/** row = pivot · the block's row, with the pivot itself in the block's place. */
function scaleRow(
  compute: Compute,
  matrix: Float32Array,
  size: number,
  first: number,
  width: number,
  pivot: Float32Array,
  row: Float32Array,
): void {
  const mark = compute.mark();
  const packed = pack(compute, matrix.subarray(first * size, (first + width) * size), { k: width, n: size });
  multiply(compute, { a: compute.putFloats(pivot), b: packed, c: row, m: width });
  for (let r = 0; r < width; r += 1) row.set(pivot.subarray(r * width, (r + 1) * width), r * size + first);
  compute.release(mark);
}
