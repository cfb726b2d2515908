import { describe, expect, it } from 'vitest';
import { quietContext } from '../../../src/worker/jobs/context.ts';
import { cholesky, choleskySolve } from '../../../src/worker/matrix/cholesky.ts';
import { withCompute } from '../../../src/worker/matrix/compute/compute.ts';
import { type Csr, rowOf } from '../../../src/worker/matrix/csr.ts';
import { invertInPlace } from '../../../src/worker/matrix/dense-inverse.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { ease } from '../../../src/worker/recommenders/ease.ts';
import { checkerboard } from './checkerboard.ts';

const quiet = { ...quietContext(), seed: 1, threads: 2 };

describe('the dense inverse', () => {
  it.each([1, 5, 64, 130])('times the matrix of %i is the identity', async size => {
    const random = seededRandom(size);
    const root = Float64Array.from({ length: size * size }, () => random.normal());
    const entry = (i: number, j: number) => {
      let sum = i === j ? size : 0;
      for (let k = 0; k < size; k += 1) sum += root[i * size + k]! * root[j * size + k]!;
      return sum;
    };
    const matrix = Float32Array.from({ length: size * size }, (_, at) => entry(Math.floor(at / size), at % size));
    await withCompute({ threads: 2 }, compute => {
      const inverse = compute.putFloats(matrix);
      invertInPlace(compute, inverse, size, quiet.cancel);
      for (let i = 0; i < size; i += 1)
        for (let j = 0; j < size; j += 1) {
          let sum = 0;
          for (let k = 0; k < size; k += 1) sum += matrix[i * size + k]! * inverse[k * size + j]!;
          expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-4);
        }
    });
  });
});

describe('ease', () => {
  it.each([
    ['items', checkerboard({ users: 40, items: 20 })],
    ['users', checkerboard({ users: 20, items: 40 })],
  ])('solved from the side of the %s is the published formula', async (_side, dataset) => {
    const lambda = 7;
    const model = await ease.fit(dataset, ease.params.parse({ regularization: lambda }), quiet);
    const scores = new Float32Array(dataset.plays.columns);
    model.score({ kind: 'user', user: 4 }, scores);
    const expected = published(dataset.plays, lambda, 4);
    scores.forEach((score, item) => expect(score).toBeCloseTo(expected[item]!, 4));
  });

  it('refuses a catalogue over its limit, and says what else there is', async () => {
    const params = ease.params.parse({ largest: 10 });
    await expect(ease.fit(checkerboard(), params, quiet)).rejects.toThrow('24 rows; the limit is 10');
  });
});

/** B = I - P·diag(1 / diag P) with P = (XᵀX + λI)⁻¹, in double precision and without any shortcut. */
function published(plays: Csr, lambda: number, user: number): number[] {
  const n = plays.columns;
  const x = Array.from({ length: plays.rows }, (_, row) => new Set(rowOf(plays, row).indices));
  const gram = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return x.filter(row => row.has(i) && row.has(j)).length + (i === j ? lambda : 0);
  });
  cholesky(gram, n);
  const p = Array.from({ length: n }, (_, i) => {
    const unit = new Float64Array(n);
    unit[i] = 1;
    choleskySolve(gram, n, unit);
    return unit;
  });
  return Array.from({ length: n }, (_, i) => {
    let score = 0;
    for (const j of x[user]!) if (j !== i) score -= p[j]![i]! / p[i]![i]!;
    return score;
  });
}
