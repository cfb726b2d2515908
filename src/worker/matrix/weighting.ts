import { type Csr, columnCounts, rowOf, withValues } from './csr.ts';

export const COUNT_SCALES = ['binary', 'log', 'raw'] as const;
/** How much a play count says: that there was one, log(1 + count), or the count itself. */
export type CountScale = (typeof COUNT_SCALES)[number];

export function scaleCounts(matrix: Csr, scale: CountScale): Csr {
  if (matrix.values === null || scale === 'raw') return matrix;
  return withValues(matrix, scale === 'binary' ? null : matrix.values.map(Math.log1p));
}

export const scaleCount = (count: number, scale: CountScale): number =>
  scale === 'binary' ? 1 : scale === 'log' ? Math.log1p(count) : count;

/** Euclidean length of each row. */
export function rowNorms(matrix: Csr): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => {
    const { indices, values } = rowOf(matrix, row);
    if (values === null) return Math.sqrt(indices.length);
    let squares = 0;
    for (const value of values) squares += value * value;
    return Math.sqrt(squares);
  });
}

/** sqrt(count) · log(rows / (1 + rows that have the column)), not below 0: columns that are everywhere say little. */
export function tfidf(matrix: Csr): Csr {
  const idf = inverseFrequency(matrix);
  return reweighted(matrix, (value, _row, column) => Math.sqrt(value) * (idf[column] ?? 0));
}

/** Okapi BM25 with the row as the document (Robertson & Zaragoza 2009, as recommenders use it: k1 = 100, b = 0.8). */
export function bm25(matrix: Csr, { k1 = 100, b = 0.8 } = {}): Csr {
  const idf = inverseFrequency(matrix);
  const lengths = rowSums(matrix);
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, matrix.rows);
  return reweighted(matrix, (value, row, column) => {
    const lengthNorm = 1 - b + (b * (lengths[row] ?? 0)) / mean;
    return ((value * (k1 + 1)) / (k1 * lengthNorm + value)) * (idf[column] ?? 0);
  });
}

function inverseFrequency(matrix: Csr): Float64Array {
  return Float64Array.from(columnCounts(matrix), count => Math.max(0, Math.log(matrix.rows / (1 + count))));
}

function rowSums(matrix: Csr): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => {
    const { indices, values } = rowOf(matrix, row);
    return values === null ? indices.length : values.reduce((sum, value) => sum + value, 0);
  });
}

/** A new value for each stored one, given the old one, its row and its column. */
export function reweighted(matrix: Csr, weight: (value: number, row: number, column: number) => number): Csr {
  const values = new Float32Array(matrix.indices.length);
  for (let row = 0; row < matrix.rows; row += 1) {
    const end = matrix.indptr[row + 1] ?? 0;
    for (let at = matrix.indptr[row] ?? 0; at < end; at += 1)
      values[at] = weight(matrix.values?.[at] ?? 1, row, matrix.indices[at] ?? 0);
  }
  return withValues(matrix, values);
}
