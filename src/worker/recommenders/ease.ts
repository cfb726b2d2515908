import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import { type Compute, withCompute } from '../matrix/compute/compute.ts';
import { type Csr, rowOf, transpose } from '../matrix/csr.ts';
import { invertInPlace } from '../matrix/dense-inverse.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, FitContext, Model, Reason, Recommender } from './recommender.ts';

const params = z.object({
  regularization: z.number().positive().max(1e6).default(100).describe('λ: higher trusts common pairs more'),
  largest: z
    .int()
    .min(10)
    .max(20_000)
    .default(12_000)
    .describe('the most items or users (whichever are fewer) that are fitted; memory grows with the square'),
});
export type EaseParams = z.infer<typeof params>;

/**
 * A linear autoencoder in closed form (EASE; Steck 2019): each item is predicted from all others by ridge regression.
 * Where users are fewer than items the same answer is computed from the users' side (the Woodbury identity).
 */
export const ease: Recommender<EaseParams> = {
  name: 'ease',
  title: 'Item regression',
  version: 1,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    const size = Math.min(dataset.plays.rows, dataset.plays.columns);
    if (size > options.largest)
      throw new TracklakeError('limit', `ease would invert a matrix of ${size} rows; the limit is ${options.largest}`, {
        value: String(size),
        hint: 'use ials or graph-filter, or raise the limit where memory allows',
      });
    return easeModel(await inverse(dataset, options, context), options, dataset);
  },
  load: ({ arrays, meta }, dataset) =>
    easeModel(Float32Array.from(arrays['inverse'] ?? []), meta as EaseParams, dataset),
};

const fromUsers = ({ plays }: Dataset): boolean => plays.rows < plays.columns;

/** (XᵀX + λI)⁻¹ of items, or (XXᵀ + λI)⁻¹ of users, whichever is smaller. Plays count as 1. */
function inverse(dataset: Dataset, { regularization }: EaseParams, context: FitContext): Promise<Float32Array> {
  const rows = fromUsers(dataset) ? dataset.plays : transpose(dataset.plays);
  return withCompute({ threads: context.threads }, compute => {
    const matrix = commonCounts(compute, rows);
    for (let i = 0; i < rows.rows; i += 1)
      matrix[i * rows.rows + i] = (matrix[i * rows.rows + i] ?? 0) + regularization;
    invertInPlace(compute, matrix, rows.rows, context.cancel, (done, total) =>
      context.progress({ stage: 'solving for item weights', done, total, unit: 'rows' }),
    );
    return Float32Array.from(matrix);
  });
}

/** How many columns each pair of rows shares, dense. */
function commonCounts(compute: Compute, matrix: Csr): Float32Array {
  const counts = compute.floats(matrix.rows * matrix.rows);
  const columns = transpose(matrix);
  for (let column = 0; column < columns.rows; column += 1) {
    const { indices } = rowOf(columns, column);
    for (const a of indices) {
      const start = a * matrix.rows;
      for (const b of indices) counts[start + b] = (counts[start + b] ?? 0) + 1;
    }
  }
  return counts;
}

function easeModel(inverse: Float32Array, options: EaseParams, dataset: Dataset): Model {
  const { plays } = dataset;
  const precision = fromUsers(dataset) ? userSide(inverse, options.regularization, plays) : itemSide(inverse, plays);
  const diagonal = Float64Array.from({ length: plays.columns }, (_, item) => precision.entry(item, item));
  return {
    score(query, scores) {
      const sums = new Float64Array(plays.columns);
      const { items } = historyOf(query, dataset);
      precision.addRows(items, sums);
      for (const item of items) sums[item] = (sums[item] ?? 0) - (diagonal[item] ?? 0);
      for (let item = 0; item < scores.length; item += 1) scores[item] = -(sums[item] ?? 0) / (diagonal[item] ?? 1);
    },
    explain: (query, item) =>
      Array.from(historyOf(query, dataset).items)
        .filter(played => played !== item)
        .map((played): Reason => {
          const contribution = -precision.entry(played, item) / (diagonal[item] ?? 1);
          return { part: ease.name, contribution, because: { kind: 'item', item: played } };
        })
        .sort((a, b) => b.contribution - a.contribution),
    save: () => ({ arrays: { inverse }, meta: { ...options } }),
  };
}

/** P = (XᵀX + λI)⁻¹, items × items, however it is stored. The weight of item j for item i is -P_ji / P_ii. */
interface Precision {
  entry(from: number, to: number): number;
  /** sums += Σ over `items` of P's rows. */
  addRows(items: Int32Array, sums: Float64Array): void;
}

function itemSide(p: Float32Array, { columns }: Csr): Precision {
  return {
    entry: (from, to) => p[from * columns + to] ?? 0,
    addRows(items, sums) {
      for (const item of items)
        for (let to = 0; to < columns; to += 1) sums[to] = (sums[to] ?? 0) + (p[item * columns + to] ?? 0);
    },
  };
}

/** The same from Q = (XXᵀ + λI)⁻¹: P = (I - Xᵀ·Q·X) / λ. */
function userSide(q: Float32Array, lambda: number, plays: Csr): Precision {
  const users = plays.rows;
  const listeners = transpose(plays);
  return {
    entry(from, to) {
      let sum = 0;
      for (const a of rowOf(listeners, from).indices)
        for (const b of rowOf(listeners, to).indices) sum += q[a * users + b] ?? 0;
      return ((from === to ? 1 : 0) - sum) / lambda;
    },
    addRows(items, sums) {
      const common = new Float64Array(users);
      for (const item of items) {
        sums[item] = (sums[item] ?? 0) + 1 / lambda;
        for (const user of rowOf(listeners, item).indices) common[user] = (common[user] ?? 0) + 1;
      }
      for (let user = 0; user < users; user += 1) {
        const share = weightedRow(q, user * users, common) / lambda;
        for (const item of rowOf(plays, user).indices) sums[item] = (sums[item] ?? 0) - share;
      }
    },
  };
}

function weightedRow(matrix: Float32Array, start: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += (matrix[start + i] ?? 0) * (weights[i] ?? 0);
  return sum;
}
