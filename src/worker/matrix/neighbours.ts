import type { CancelToken } from '../jobs/context.ts';
import { withCompute } from './compute/compute.ts';
import { type Csr, transpose } from './csr.ts';
import { rowNorms } from './weighting.ts';

export interface NeighbourOptions {
  /** Neighbours kept for each row. */
  readonly k: number;
  /** Divide the dot product of two rows by the product of their lengths (plus shrink). */
  readonly cosine: boolean;
  /** Added to the divisor, so that pairs with little in common count less. Only with `cosine`. */
  readonly shrink: number;
  readonly threads: number;
  readonly cancel: CancelToken;
  readonly onRows?: (done: number) => void;
}

/** Rows vary a lot in cost, so chunks are small. Part of no result. */
const CHUNK_ROWS = 64;

/**
 * The k most similar other rows of each row: a rows × rows matrix whose row r holds r's neighbours and similarities.
 * Exact, sparse, and never quadratic in memory. Similarities of 0 are not kept; ties go to the lower index.
 */
export function rowNeighbours(matrix: Csr, options: NeighbourOptions): Promise<Csr> {
  const { rows } = matrix;
  const k = Math.min(options.k, Math.max(1, rows - 1));
  return withCompute({ threads: options.threads, scratchBytes: (2 * rows + 2 * k) * 4 }, compute => {
    const placed = ({ indptr, indices, values }: Csr) => [
      compute.putInts(indptr),
      compute.putInts(indices),
      values === null ? null : compute.putFloats(values),
    ];
    const outIndices = compute.putInts(new Int32Array(rows * k));
    const outValues = compute.floats(rows * k);
    const counts = compute.putInts(new Int32Array(rows));
    const norms = options.cosine ? compute.putFloats(rowNorms(matrix)) : null;
    const lists = [...placed(matrix), ...placed(transpose(matrix))];
    const values = [...lists, norms, rows, k, options.shrink, outIndices, outValues, counts, CHUNK_ROWS];
    compute.run('nearestRows', Math.ceil(rows / CHUNK_ROWS), values, {
      cancel: options.cancel,
      onChunks: taken => options.onRows?.(taken * CHUNK_ROWS),
    });
    return compacted(outIndices, outValues, counts, k);
  });
}

/** Rows of up to k entries, put one after another. */
function compacted(indices: Int32Array, values: Float32Array, counts: Int32Array, k: number): Csr {
  const rows = counts.length;
  const indptr = new Int32Array(rows + 1);
  counts.forEach((count, row) => (indptr[row + 1] = (indptr[row] ?? 0) + count));
  const stored = indptr[rows] ?? 0;
  const result = { indices: new Int32Array(stored), values: new Float32Array(stored) };
  counts.forEach((count, row) => {
    result.indices.set(indices.subarray(row * k, row * k + count), indptr[row]);
    result.values.set(values.subarray(row * k, row * k + count), indptr[row]);
  });
  return { rows, columns: rows, indptr, ...result };
}
