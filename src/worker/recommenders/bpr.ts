import { z } from 'zod';
import { type Compute, withCompute } from '../matrix/compute/compute.ts';
import { type Csr, rowOf } from '../matrix/csr.ts';
import { FactorScan } from '../matrix/factor-scan.ts';
import { type Random, seededRandom } from '../matrix/random.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, FitContext, Model, Query, Recommender } from './recommender.ts';

const params = z.object({
  dimensions: z.int().min(2).max(1024).default(64),
  epochs: z.int().min(1).max(1000).default(60),
  rate: z.number().positive().max(1).default(0.05).describe('step size'),
  regularization: z.number().min(0).max(1).default(0.01),
});
export type BprParams = z.infer<typeof params>;

/** Triples that are drawn and learned from at a time: cancel is heard in between. */
const BATCH = 16_384;

/**
 * Matrix factorisation that learns to rank what was played above what was not (BPR; Rendle et al. 2009). Steps are
 * taken one after another, so a seed gives the same model on any number of threads.
 */
export const bpr: Recommender<BprParams> = {
  name: 'bpr',
  title: 'Pairwise taste',
  version: 1,
  params,
  exact: false,
  needs: [],
  fit: (dataset, options, context) =>
    withCompute({ threads: 1 }, compute => bprModel(learn(compute, dataset.plays, options, context), options, dataset)),
  load: ({ arrays, meta }, dataset) =>
    bprModel(
      {
        users: Float32Array.from(arrays['users'] ?? []),
        items: Float32Array.from(arrays['items'] ?? []),
        biases: Float32Array.from(arrays['biases'] ?? []),
      },
      meta as BprParams,
      dataset,
    ),
};

/** Rows of `strideOf(dimensions)` floats. */
interface BprFactors {
  users: Float32Array;
  items: Float32Array;
  biases: Float32Array;
}

const strideOf = (dimensions: number): number => Math.ceil(dimensions / 8) * 8;

function learn(compute: Compute, plays: Csr, options: BprParams, context: FitContext): BprFactors {
  const stride = strideOf(options.dimensions);
  const random = seededRandom(context.seed);
  const draw = (rows: number) =>
    compute.putFloats(
      Float32Array.from({ length: rows * stride }, (_, at) =>
        at % stride < options.dimensions ? (random.normal() * 0.1) / Math.sqrt(options.dimensions) : 0,
      ),
    );
  const users = draw(plays.rows);
  const items = draw(plays.columns);
  const biases = compute.floats(plays.columns);
  const triples = compute.putInts(new Int32Array(BATCH * 3));
  const owner = rowOfEachPair(plays);
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    context.progress({ stage: 'learning to rank', done: epoch, total: options.epochs, unit: 'epochs' });
    for (let left = plays.indices.length; left > 0; left -= BATCH) {
      const count = drawTriples(plays, owner, random, triples, Math.min(BATCH, left));
      const values = [users, items, biases, triples, count, stride, options.rate, options.regularization];
      compute.run('bprSteps', 1, values, { cancel: context.cancel });
    }
  }
  return { users: users.slice(), items: items.slice(), biases: biases.slice() };
}

function rowOfEachPair(plays: Csr): Int32Array {
  const owner = new Int32Array(plays.indices.length);
  for (let row = 0; row < plays.rows; row += 1) owner.fill(row, plays.indptr[row], plays.indptr[row + 1]);
  return owner;
}

/** Draws pairs with replacement, each with an item that its user has not played; returns how many were found. */
function drawTriples(plays: Csr, owner: Int32Array, random: Random, triples: Int32Array, wanted: number): number {
  let count = 0;
  for (let draw = 0; draw < wanted; draw += 1) {
    const pair = random.below(owner.length);
    const user = owner[pair] ?? 0;
    const other = random.below(plays.columns);
    if (contains(rowOf(plays, user).indices, other)) continue;
    triples[count * 3] = user;
    triples[count * 3 + 1] = plays.indices[pair] ?? 0;
    triples[count * 3 + 2] = other;
    count += 1;
  }
  return count;
}

function contains(sorted: Int32Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}

function bprModel(factors: BprFactors, options: BprParams, dataset: Dataset): Model {
  const stride = strideOf(options.dimensions);
  let scan: FactorScan | null = null;
  const scanner = (): FactorScan => (scan ??= new FactorScan(factors.items, stride));
  return {
    score(query, scores) {
      if (query.kind === 'seed') {
        scanner().cosines(query.item, scores);
        return;
      }
      scanner().dots(tasteOf(query), scores);
      for (let item = 0; item < scores.length; item += 1)
        scores[item] = (scores[item] ?? 0) + (factors.biases[item] ?? 0);
    },
    explain: () => null,
    save: () => ({ arrays: { ...factors }, meta: { ...options } }),
  };

  /** A history that was not learned from stands where the mean of its items does. */
  function tasteOf(query: Exclude<Query, { kind: 'seed' }>): Float32Array {
    if (query.kind === 'user') return factors.users.subarray(query.user * stride, (query.user + 1) * stride);
    const { items } = historyOf(query, dataset);
    const mean = new Float32Array(stride);
    for (const item of items)
      for (let i = 0; i < stride; i += 1)
        mean[i] = (mean[i] ?? 0) + (factors.items[item * stride + i] ?? 0) / items.length;
    return mean;
  }
}
