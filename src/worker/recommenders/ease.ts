import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import { type Compute, withCompute } from '../matrix/compute/compute.ts';
import { type Csr, rowOf, transpose } from '../matrix/csr.ts';
import { invertInPlace } from '../matrix/dense-inverse.ts';
import { COUNT_SCALES } from '../matrix/weighting.ts';
import { floats } from './artefact.ts';
import { headOf, overAll, type Head } from './ease-head.ts';
import { easeRows, historyWeights } from './ease-rows.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, FitContext, Model, Query, Reason, Recommender } from './recommender.ts';

const params = z.object({
  regularization: z.number().positive().max(1e6).default(100).describe('λ: higher trusts common pairs more'),
  counts: z.enum(COUNT_SCALES).default('binary').describe('how play counts weigh, within a listener’s history'),
  popularityExponent: z.number().min(0).max(1).default(0).describe('how much popular items are held back in the fit'),
  tags: z
    .number()
    .min(0)
    .max(100)
    .default(0)
    .describe(
      'what a tag counts against a listener: items that share tags then speak for each other; 0: tags are left out',
    ),
  tagsAtLeast: z.int().min(1).default(5).describe('tags on fewer items are left out'),
  head: z
    .int()
    .min(10)
    .nullable()
    .default(null)
    .describe('only so many items, those that most play, take part; the others get no score. null: all'),
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
 * Where users are fewer than items the same answer is computed from the users' side (the Woodbury identity). Tags can take
 * part as further rows beside the listeners' (the collective form: Jeunen, Van Balen, Goethals 2020).
 */
export const ease: Recommender<EaseParams> = {
  name: 'ease',
  title: 'Item regression',
  version: 2,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    const { head, whole } = partOf(dataset, options);
    const part = head?.dataset ?? dataset;
    const learned = easeRows(part, options);
    const size = Math.min(learned.rows.rows, learned.rows.columns);
    if (size > options.largest)
      throw new TracklakeError('limit', `ease would invert a matrix of ${size} rows; the limit is ${options.largest}`, {
        value: String(size),
        hint: 'use ials or graph-filter, set head, or raise the limit where memory allows',
      });
    return whole(easeModel(await inverse(learned.rows, options, context), learned, options, part));
  },
  load: ({ arrays, meta }, dataset) => {
    const options = params.parse(meta);
    const { head, whole } = partOf(dataset, options);
    const part = head?.dataset ?? dataset;
    return whole(easeModel(floats(arrays, 'inverse'), easeRows(part, options), options, part));
  },
};

/** What is learned from, and how its model becomes one of all items. */
function partOf(dataset: Dataset, { head: size }: EaseParams): { head: Head | null; whole: (model: Model) => Model } {
  const { columns } = dataset.plays;
  if (size === null || size >= columns) return { head: null, whole: model => model };
  const head = headOf(dataset, size);
  return { head, whole: model => overAll(model, head, columns) };
}

const fromRows = (rows: Csr): boolean => rows.rows < rows.columns;

/** (XᵀX + λI)⁻¹ of items, or (XXᵀ + λI)⁻¹ of rows, whichever is smaller. */
function inverse(learned: Csr, { regularization }: EaseParams, context: FitContext): Promise<Float32Array> {
  const rows = fromRows(learned) ? learned : transpose(learned);
  return withCompute({ threads: context.threads }, compute => {
    const matrix = products(compute, rows);
    for (let i = 0; i < rows.rows; i += 1)
      matrix[i * rows.rows + i] = (matrix[i * rows.rows + i] ?? 0) + regularization;
    invertInPlace(compute, matrix, rows.rows, context.cancel, (done, total) =>
      context.progress({ stage: 'solving for item weights', done, total, unit: 'rows' }),
    );
    return Float32Array.from(matrix);
  });
}

/** The dot product of each pair of rows, dense. */
function products(compute: Compute, matrix: Csr): Float32Array {
  const sums = compute.floats(matrix.rows * matrix.rows);
  const columns = transpose(matrix);
  for (let column = 0; column < columns.rows; column += 1) {
    const { indices, values } = rowOf(columns, column);
    for (let a = 0; a < indices.length; a += 1) {
      const start = (indices[a] ?? 0) * matrix.rows;
      const value = values?.[a] ?? 1;
      for (let b = 0; b < indices.length; b += 1) {
        const at = start + (indices[b] ?? 0);
        sums[at] = (sums[at] ?? 0) + value * (values?.[b] ?? 1);
      }
    }
  }
  return sums;
}

type Learned = ReturnType<typeof easeRows>;

function easeModel(inverse: Float32Array, { rows, scales }: Learned, options: EaseParams, dataset: Dataset): Model {
  const columns = dataset.plays.columns;
  const precision = fromRows(rows) ? rowSide(inverse, options.regularization, rows) : itemSide(inverse, columns);
  const diagonal = Float64Array.from({ length: columns }, (_, item) => precision.entry(item, item));

  /** A history as the fit saw it. */
  function scaledHistory(query: Query): { items: Int32Array; weights: Float64Array } {
    const { items, weights } = historyOf(query, dataset);
    const scaled = historyWeights(items.length, weights, options.counts);
    return { items, weights: scaled.map((weight, at) => weight / (scales[items[at] ?? 0] ?? 1)) };
  }
  const outward = (item: number): number => (scales[item] ?? 1) / (diagonal[item] ?? 1);

  return {
    score(query, scores) {
      const { items, weights } = scaledHistory(query);
      const known = query.kind === 'user' && items.length > 0 ? query.user : null;
      const sums = precision.rowSums(items, weights, known);
      items.forEach((item, at) => (sums[item] = (sums[item] ?? 0) - (weights[at] ?? 0) * (diagonal[item] ?? 0)));
      for (let item = 0; item < scores.length; item += 1) scores[item] = -(sums[item] ?? 0) * outward(item);
    },
    explain(query, item) {
      const { items, weights } = scaledHistory(query);
      const reasons: Reason[] = [];
      items.forEach((played, at) => {
        if (played === item) return;
        const contribution = -(weights[at] ?? 0) * precision.entry(played, item) * outward(item);
        reasons.push({ part: ease.name, contribution, because: { kind: 'item', item: played } });
      });
      return reasons.sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: { inverse }, meta: { ...options } }),
  };
}

/** P = (XᵀX + λI)⁻¹, items × items, however it is stored. The weight of item j for item i is -P_ji / P_ii. */
interface Precision {
  entry(from: number, to: number): number;
  /** Σ over `items` of weight × P's row. @param known the row of X that holds just these weights, if there is one */
  rowSums(items: Int32Array, weights: Float64Array, known: number | null): Float64Array;
}

function itemSide(p: Float32Array, columns: number): Precision {
  return {
    entry: (from, to) => p[from * columns + to] ?? 0,
    rowSums(items, weights) {
      const sums = new Float64Array(columns);
      items.forEach((item, at) => {
        const weight = weights[at] ?? 0;
        const row = p.subarray(item * columns, (item + 1) * columns);
        for (let to = 0; to < columns; to += 1) sums[to] = (sums[to] ?? 0) + weight * (row[to] ?? 0);
      });
      return sums;
    },
  };
}

/** The same from Q = (XXᵀ + λI)⁻¹: P = (I - Xᵀ·Q·X) / λ, and X·P = Q·X, so that a known row costs no product with Q. */
function rowSide(q: Float32Array, lambda: number, rows: Csr): Precision {
  const size = rows.rows;
  const holders = transpose(rows);
  /** sums += Σ over rows of share × the row. */
  function addRows(shares: ArrayLike<number>, sums: Float64Array): void {
    for (let row = 0; row < size; row += 1) {
      const share = shares[row] ?? 0;
      const { indices, values } = rowOf(rows, row);
      for (let at = 0; at < indices.length; at += 1) {
        const item = indices[at] ?? 0;
        sums[item] = (sums[item] ?? 0) + share * (values?.[at] ?? 1);
      }
    }
  }
  return {
    entry(from, to) {
      const [a, b] = [rowOf(holders, from), rowOf(holders, to)];
      let sum = 0;
      for (let i = 0; i < a.indices.length; i += 1) {
        const start = (a.indices[i] ?? 0) * size;
        const value = a.values?.[i] ?? 1;
        for (let j = 0; j < b.indices.length; j += 1)
          sum += value * (b.values?.[j] ?? 1) * (q[start + (b.indices[j] ?? 0)] ?? 0);
      }
      return ((from === to ? 1 : 0) - sum) / lambda;
    },
    rowSums(items, weights, known) {
      const sums = new Float64Array(rows.columns);
      if (known !== null) {
        addRows(q.subarray(known * size, (known + 1) * size), sums);
        return sums;
      }
      const common = new Float64Array(size);
      items.forEach((item, at) => {
        const weight = weights[at] ?? 0;
        sums[item] = (sums[item] ?? 0) + weight / lambda;
        const { indices, values } = rowOf(holders, item);
        indices.forEach((row, to) => (common[row] = (common[row] ?? 0) + weight * (values?.[to] ?? 1)));
      });
      const shares = Float64Array.from({ length: size }, (_, row) => -weightedRow(q, row * size, common) / lambda);
      addRows(shares, sums);
      return sums;
    },
  };
}

function weightedRow(matrix: Float32Array, start: number, weights: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < weights.length; i += 1) sum += (matrix[start + i] ?? 0) * (weights[i] ?? 0);
  return sum;
}
