import { columnCounts, type Csr, csrFromPairs, rowOf, transpose } from '../matrix/csr.ts';
import type { CountScale } from '../matrix/weighting.ts';
import type { Dataset } from './recommender.ts';

export interface EaseRowOptions {
  readonly counts: CountScale;
  /** Columns are scaled by plays^-exponent before the fit, and back after it. */
  readonly popularityExponent: number;
  /** What a tag's row weighs against a listener's; 0 leaves tags out. */
  readonly tags: number;
  /** Tags on fewer items say too little. */
  readonly tagsAtLeast: number;
}

/** What EASE learns from: the listeners' rows, then one row for each tag, with all items as columns. */
export function easeRows({ plays, items }: Dataset, options: EaseRowOptions): { rows: Csr; scales: Float64Array } {
  const scales = Float64Array.from(columnCounts(plays), count => Math.max(1, count) ** options.popularityExponent);
  const pairs = { row: [] as number[], column: [] as number[], value: [] as number[] };
  const add = (row: number, columns: Int32Array, values: ArrayLike<number>): void =>
    columns.forEach((column, at) => {
      pairs.row.push(row);
      pairs.column.push(column);
      pairs.value.push((values[at] ?? 1) / (scales[column] ?? 1));
    });
  for (let user = 0; user < plays.rows; user += 1) {
    const { indices, values } = rowOf(plays, user);
    add(user, indices, historyWeights(indices.length, values, options.counts));
  }
  let rows = plays.rows;
  if (options.tags > 0 && items.tags !== null) {
    const carriers = transpose(items.tags);
    for (let tag = 0; tag < carriers.rows; tag += 1) {
      const { indices, values } = rowOf(carriers, tag);
      if (indices.length < options.tagsAtLeast) continue;
      const say = options.tags / Math.sqrt(Math.log(2 + indices.length));
      add(
        rows,
        indices,
        Array.from(indices, (_, at) => say * Math.log1p(values?.[at] ?? 1)),
      );
      rows += 1;
    }
  }
  return { rows: csrFromPairs({ rows, columns: plays.columns, ...pairs }), scales };
}

/** What each item of a history weighs: 1, or by its plays such that the mean of squares is 1. */
export function historyWeights(size: number, values: ArrayLike<number> | null, counts: CountScale): Float64Array {
  if (values === null || counts === 'binary') return new Float64Array(size).fill(1);
  const weights = Float64Array.from(values, count => (counts === 'log' ? Math.log1p(count) : count));
  let squares = 0;
  for (const weight of weights) squares += weight * weight;
  const scale = squares === 0 ? 0 : Math.sqrt(size / squares);
  return weights.map(weight => weight * scale);
}
