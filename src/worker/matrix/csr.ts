import { TracklakeError } from '../../shared/errors.ts';

/** Compressed sparse rows. Columns ascend within a row; `values` is null where every stored value is 1. */
export interface Csr {
  readonly rows: number;
  readonly columns: number;
  /** Length rows + 1. */
  readonly indptr: Int32Array;
  /** Length = number of stored values. */
  readonly indices: Int32Array;
  readonly values: Float32Array | null;
}

export interface Pairs {
  readonly rows: number;
  readonly columns: number;
  readonly row: ArrayLike<number>;
  readonly column: ArrayLike<number>;
  /** Absent: every pair counts as 1. */
  readonly value?: ArrayLike<number>;
}

/**
 * Builds a matrix from pairs in any order. Pairs that occur more than once become one stored value: their sum, or 1
 * with `duplicates: 'one'`. Two counting sorts, so the time is linear in pairs + rows + columns.
 */
export function csrFromPairs(pairs: Pairs, { duplicates = 'sum' }: { duplicates?: 'sum' | 'one' } = {}): Csr {
  const byColumn = bucket(pairs.column, pairs.columns, 'column');
  const byRow = bucket(pairs.row, pairs.rows, 'row', byColumn.order);
  const size = pairs.row.length;
  const indptr = new Int32Array(pairs.rows + 1);
  const indices = new Int32Array(size);
  const sums = new Float32Array(size);
  let stored = 0;
  for (let row = 0; row < pairs.rows; row += 1) {
    const rowStart = stored;
    for (let at = byRow.starts[row] ?? 0; at < (byRow.starts[row + 1] ?? 0); at += 1) {
      const pair = byRow.order[at] ?? 0;
      const column = pairs.column[pair] ?? 0;
      const value = pairs.value?.[pair] ?? 1;
      if (stored > rowStart && indices[stored - 1] === column) {
        sums[stored - 1] = (sums[stored - 1] ?? 0) + value;
        continue;
      }
      indices[stored] = column;
      sums[stored] = value;
      stored += 1;
    }
    indptr[row + 1] = stored;
  }
  const binary = duplicates === 'one' || (pairs.value === undefined && stored === size);
  return {
    rows: pairs.rows,
    columns: pairs.columns,
    indptr,
    indices: stored === size ? indices : indices.slice(0, stored),
    values: binary ? null : sums.slice(0, stored),
  };
}

/**
 * The same values with rows and columns exchanged; columns ascend again. Linear in stored values + rows + columns.
 * `into`: where it is written, as long as the matrix has stored values.
 */
export function transpose(matrix: Csr, into?: Pick<Csr, 'indices' | 'values'>): Csr {
  const indptr = new Int32Array(matrix.columns + 1);
  for (const column of matrix.indices) indptr[column + 1] = (indptr[column + 1] ?? 0) + 1;
  for (let column = 0; column < matrix.columns; column += 1)
    indptr[column + 1] = (indptr[column + 1] ?? 0) + (indptr[column] ?? 0);
  const next = indptr.slice(0, matrix.columns);
  const indices = into?.indices ?? new Int32Array(matrix.indices.length);
  const values = matrix.values === null ? null : (into?.values ?? new Float32Array(matrix.indices.length));
  for (let row = 0; row < matrix.rows; row += 1) {
    const end = matrix.indptr[row + 1] ?? 0;
    for (let at = matrix.indptr[row] ?? 0; at < end; at += 1) {
      const column = matrix.indices[at] ?? 0;
      const to = next[column] ?? 0;
      next[column] = to + 1;
      indices[to] = row;
      if (values !== null && matrix.values !== null) values[to] = matrix.values[at] ?? 0;
    }
  }
  return { rows: matrix.columns, columns: matrix.rows, indptr, indices, values };
}

/** How many values each row stores. */
export function rowCounts(matrix: Csr): Int32Array {
  return Int32Array.from(
    { length: matrix.rows },
    (_, row) => (matrix.indptr[row + 1] ?? 0) - (matrix.indptr[row] ?? 0),
  );
}

/** How many values each column stores. */
export function columnCounts(matrix: Csr): Int32Array {
  const counts = new Int32Array(matrix.columns);
  for (const column of matrix.indices) counts[column] = (counts[column] ?? 0) + 1;
  return counts;
}

/** A view of one row: its columns, and its values (null where all are 1). No copy. */
export function rowOf(matrix: Csr, row: number): { indices: Int32Array; values: Float32Array | null } {
  const start = matrix.indptr[row] ?? 0;
  const end = matrix.indptr[row + 1] ?? start;
  return { indices: matrix.indices.subarray(start, end), values: matrix.values?.subarray(start, end) ?? null };
}

/** The same pattern with other values (one for each stored value), or with all ones. */
export const withValues = (matrix: Csr, values: Float32Array | null): Csr => ({ ...matrix, values });

/** A stable counting sort of pair numbers by key; `previous` is the order to keep among equals. */
function bucket(keys: ArrayLike<number>, size: number, name: string, previous?: Int32Array) {
  const starts = new Int32Array(size + 1);
  for (let i = 0; i < keys.length; i += 1) {
    const key = keys[i] ?? -1;
    if (!(key >= 0 && key < size && Number.isInteger(key)))
      throw new TracklakeError('internal', `${name} ${key} is outside 0..${size - 1} at pair ${i}`);
    starts[key + 1] = (starts[key + 1] ?? 0) + 1;
  }
  for (let key = 0; key < size; key += 1) starts[key + 1] = (starts[key + 1] ?? 0) + (starts[key] ?? 0);
  const next = starts.slice(0, size);
  const order = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i += 1) {
    const pair = previous === undefined ? i : (previous[i] ?? 0);
    const key = keys[pair] ?? 0;
    order[next[key] ?? 0] = pair;
    next[key] = (next[key] ?? 0) + 1;
  }
  return { starts, order };
}
