import { describe, expect, it } from 'vitest';
import { cholesky, choleskySolve } from '../../../src/worker/matrix/cholesky.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { symmetricEigen } from '../../../src/worker/matrix/symmetric-eigen.ts';

const sizes = [1, 2, 3, 5, 16, 33];

describe('Cholesky', () => {
  it.each(sizes)('solves a positive definite system of %i', size => {
    const matrix = positiveDefinite(size);
    const wanted = Float64Array.from({ length: size }, (_, i) => i - 2);
    const right = times(matrix, wanted, size);
    cholesky(matrix, size);
    choleskySolve(matrix, size, right);
    right.forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 8));
  });

  it('refuses a matrix that is not positive definite', () => {
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow('not positive definite at row 1 of 2');
  });
});

describe('symmetric eigenvalues', () => {
  it.each(sizes)('give the matrix of %i back, with orthonormal vectors', size => {
    const matrix = positiveDefinite(size);
    const { values, vectors } = symmetricEigen(matrix, size);
    for (let j = 0; j < size; j += 1) {
      const vector = Float64Array.from({ length: size }, (_, i) => vectors[i * size + j]!);
      times(matrix, vector, size).forEach((value, i) => expect(value).toBeCloseTo(values[j]! * vector[i]!, 8));
      expect(vector.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 10);
    }
    expect([...values]).toEqual([...values].sort((a, b) => a - b));
  });

  it('handles a matrix that is diagonal already, with equal and zero values', () => {
    const { values } = symmetricEigen(Float64Array.of(3, 0, 0, 0, 0, 0, 0, 0, 3), 3);
    expect([...values]).toEqual([0, 3, 3]);
  });
});

function positiveDefinite(size: number): Float64Array {
  const random = seededRandom(size);
  const root = Float64Array.from({ length: size * size }, () => random.normal());
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j < size; j += 1) {
      for (let k = 0; k < size; k += 1) matrix[i * size + j]! += root[i * size + k]! * root[j * size + k]!;
      if (i === j) matrix[i * size + j]! += 1;
    }
  return matrix;
}

function times(matrix: Float64Array, vector: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) =>
    vector.reduce((sum, value, j) => sum + matrix[i * size + j]! * value, 0),
  );
}
