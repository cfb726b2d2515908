import { TracklakeError } from '../../shared/errors.ts';

/**
 * Factorises a symmetric positive definite matrix (row-major, its lower triangle is read) in place into L with
 * L·Lᵀ = matrix; the upper triangle is left alone. Throws where the matrix is not positive definite.
 */
export function cholesky(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = matrix[row * size + column] ?? 0;
      for (let k = 0; k < column; k += 1) sum -= (matrix[row * size + k] ?? 0) * (matrix[column * size + k] ?? 0);
      if (row !== column) {
        matrix[row * size + column] = sum / (matrix[column * size + column] ?? 1);
      } else {
        if (!(sum > 0))
          throw new TracklakeError('internal', `matrix is not positive definite at row ${row} of ${size}`);
        matrix[row * size + row] = Math.sqrt(sum);
      }
    }
  }
}

/** Solves L·Lᵀ·x = right in place, for a factor from `cholesky`. */
export function choleskySolve(factor: Float64Array, size: number, right: Float64Array): void {
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= (factor[row * size + k] ?? 0) * (right[k] ?? 0);
    right[row] = sum / (factor[row * size + row] ?? 1);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= (factor[k * size + row] ?? 0) * (right[k] ?? 0);
    right[row] = sum / (factor[row * size + row] ?? 1);
  }
}
