import type { CancelToken } from '../jobs/context.ts';
import { type Csr, transpose } from './csr.ts';
import { topKOf } from './top-k.ts';
import { rowNorms } from './weighting.ts';

export interface NeighbourOptions {
  /** Neighbours kept for each row. */
  k: number;
  /** Divide the dot product of two rows by the product of their lengths (plus shrink). */
  cosine: boolean;
  /** Added to the divisor, so that pairs with little in common count less. Only with `cosine`. */
  shrink: number;
  cancel: CancelToken;
  onRows?: (done: number) => void;
}

/**
 * The k most similar other rows of each row: a rows × rows matrix whose row r holds r's neighbours and similarities.
 * Exact, sparse, and never quadratic in memory. Similarities of 0 are not kept.
 */
export function rowNeighbours(matrix: Csr, options: NeighbourOptions): Csr {
  const byColumn = transpose(matrix);
  const norms = rowNorms(matrix);
  const dots = new Float64Array(matrix.rows);
  const touched = new Int32Array(matrix.rows);
  const indptr = new Int32Array(matrix.rows + 1);
  const rows: Int32Array[] = [];
  const similarities: Float32Array[] = [];
  for (let row = 0; row < matrix.rows; row += 1) {
    if (row % 512 === 0) {
      options.cancel.throwIfRequested();
      options.onRows?.(row);
    }
    const count = dotWithAll(matrix, byColumn, row, dots, touched);
    if (options.cosine) toCosine(dots, touched, count, norms, row, options.shrink);
    const kept = strongest(dots, touched.subarray(0, count), row, options.k);
    rows.push(kept);
    similarities.push(Float32Array.from(kept, other => dots[other] ?? 0));
    indptr[row + 1] = (indptr[row] ?? 0) + kept.length;
    for (let i = 0; i < count; i += 1) dots[touched[i] ?? 0] = 0;
  }
  return { rows: matrix.rows, columns: matrix.rows, indptr, indices: joinedInt(rows), values: joined(similarities) };
}

/** Adds up dots[other] = row · other for every row that shares a column; returns how many were touched. */
function dotWithAll(matrix: Csr, byColumn: Csr, row: number, dots: Float64Array, touched: Int32Array): number {
  const { indices: others, values: otherValues, indptr: columnStart } = byColumn;
  let count = 0;
  const end = matrix.indptr[row + 1] ?? 0;
  for (let at = matrix.indptr[row] ?? 0; at < end; at += 1) {
    const column = matrix.indices[at] ?? 0;
    const weight = matrix.values === null ? 1 : (matrix.values[at] ?? 0);
    const columnEnd = columnStart[column + 1] ?? 0;
    for (let to = columnStart[column] ?? 0; to < columnEnd; to += 1) {
      const other = others[to] ?? 0;
      const product = otherValues === null ? weight : weight * (otherValues[to] ?? 0);
      if (product === 0) continue;
      const before = dots[other] ?? 0;
      if (before === 0) {
        touched[count] = other;
        count += 1;
      }
      dots[other] = before + product;
    }
  }
  return count;
}

function toCosine(
  dots: Float64Array,
  touched: Int32Array,
  count: number,
  norms: Float64Array,
  row: number,
  shrink: number,
): void {
  const norm = norms[row] ?? 0;
  for (let i = 0; i < count; i += 1) {
    const other = touched[i] ?? 0;
    dots[other] = (dots[other] ?? 0) / (norm * (norms[other] ?? 0) + shrink);
  }
}

/** The k touched rows with the largest dots, ascending by index, without the row itself. */
function strongest(dots: Float64Array, touched: Int32Array, row: number, k: number): Int32Array {
  const own = dots[row] ?? 0;
  dots[row] = -Infinity;
  const kept = topKOf(touched, dots, k).filter(other => (dots[other] ?? 0) > 0);
  dots[row] = own;
  return kept.sort();
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function joinedInt(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
