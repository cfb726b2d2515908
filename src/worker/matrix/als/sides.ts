import type { Compute } from '../compute/compute.ts';
import { type Csr, transpose } from '../csr.ts';
import type { AlsOptions } from './fit-plain.ts';
import { rowRegularization } from './row-system.ts';

/** One side of the factorisation, its pairs with it, where the kernels read them. */
export interface Side {
  readonly rows: number;
  readonly factors: Float32Array;
  readonly indptr: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float32Array | null;
  readonly ridges: Float32Array;
}

/** The users' and the items' side of the same pairs, all factors 0. */
export function bothSides(
  compute: Compute,
  pairs: Csr,
  stride: number,
  options: AlsOptions,
): [users: Side, items: Side] {
  return [
    side(compute, placed(compute, pairs), stride, options),
    side(compute, turnedOver(compute, pairs), stride, options),
  ];
}

const placed = (compute: Compute, pairs: Csr): Csr => ({
  ...pairs,
  indices: compute.putInts(pairs.indices),
  values: pairs.values === null ? null : compute.putFloats(pairs.values),
});

/** The transpose, in the memory that the kernels read: an ordinary copy of it would only be copied once more. */
function turnedOver(compute: Compute, pairs: Csr): Csr {
  const { length } = pairs.indices;
  const indices = compute.roomInts(length);
  return transpose(pairs, { indices, values: pairs.values === null ? null : compute.room(length) });
}

/** @param pairs with its indices and values where the kernels read them */
function side(compute: Compute, pairs: Csr, stride: number, options: AlsOptions): Side {
  const ridges = Float32Array.from({ length: pairs.rows }, (_, row) =>
    rowRegularization(options, (pairs.indptr[row + 1] ?? 0) - (pairs.indptr[row] ?? 0), pairs.columns),
  );
  return {
    rows: pairs.rows,
    factors: compute.floats(pairs.rows * stride),
    indptr: compute.putInts(pairs.indptr),
    indices: pairs.indices,
    values: pairs.values,
    ridges: compute.putFloats(ridges),
  };
}
