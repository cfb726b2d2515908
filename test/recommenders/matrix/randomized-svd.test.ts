import { expect, it } from 'vitest';
import { cancelToken } from '../../../src/worker/jobs/context.ts';
import { withCompute } from '../../../src/worker/matrix/compute/compute.ts';
import { csrFromPairs, rowOf } from '../../../src/worker/matrix/csr.ts';
import { randomizedSvd } from '../../../src/worker/matrix/randomized-svd.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { symmetricEigen } from '../../../src/worker/matrix/symmetric-eigen.ts';

const random = seededRandom(3);
const matrix = csrFromPairs(
  {
    rows: 120,
    columns: 60,
    row: Array.from({ length: 900 }, () => Math.floor(random.next() ** 2 * 120)),
    column: Array.from({ length: 900 }, () => Math.floor(random.next() ** 2 * 60)),
  },
  { duplicates: 'one' },
);
const svd = (threads: number) =>
  withCompute({ threads }, compute => randomizedSvd(compute, matrix, { rank: 6, seed: 1, cancel: cancelToken() }));

it('finds the leading singular values and orthonormal vectors of a sparse matrix', async () => {
  const { singularValues, vectors } = await svd(1);
  const gram = new Float64Array(60 * 60);
  for (let row = 0; row < 120; row += 1)
    for (const a of rowOf(matrix, row).indices) for (const b of rowOf(matrix, row).indices) gram[a * 60 + b]! += 1;
  const exact = symmetricEigen(gram, 60).values.map(Math.sqrt).reverse();
  singularValues.forEach((value, j) => expect(Math.abs(value / exact[j]! - 1)).toBeLessThan(0.005));
  for (let a = 0; a < 6; a += 1)
    for (let b = 0; b <= a; b += 1) {
      let product = 0;
      for (let item = 0; item < 60; item += 1) product += vectors[item * 6 + a]! * vectors[item * 6 + b]!;
      expect(product).toBeCloseTo(a === b ? 1 : 0, 3);
    }
});

it('gives the same bits on two threads', async () => {
  expect(await svd(2)).toEqual(await svd(1));
});
