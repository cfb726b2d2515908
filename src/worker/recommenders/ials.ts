import { z } from 'zod';
import { fitAls } from '../matrix/als/fit.ts';
import type { AlsOptions, Factors } from '../matrix/als/fit-plain.ts';
import { blockScratchBytes } from '../matrix/als/solve-blocks.ts';
import { withCompute } from '../matrix/compute/compute.ts';
import { FactorScan } from '../matrix/factor-scan.ts';
import type { VectorIndex } from '../matrix/vector-index.ts';
import { gram, type OtherSide, RowSystem } from '../matrix/als/row-system.ts';
import type { Csr } from '../matrix/csr.ts';
import { COUNT_SCALES, scaleCount, scaleCounts } from '../matrix/weighting.ts';
import { doubles, floats } from './artefact.ts';
import { rankedRows, rankWeights } from './history-ranks.ts';
import { fitIndex, indexFromArrays, indexParam, indexToArrays } from './near-tracks.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, Model, Query, Reason, Recommender } from './recommender.ts';

const params = z.object({
  dimensions: z.int().min(2).max(2048).default(64),
  epochs: z.int().min(1).max(200).default(12),
  regularization: z.number().positive().max(10).default(0.003),
  regularizationExponent: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('0: the same for all; 1: in proportion to how much is known about a row'),
  unobservedWeight: z
    .number()
    .positive()
    .max(10)
    .default(0.1)
    .describe('how much "not played" says, against 1 for "played"'),
  stddev: z.number().positive().max(10).default(0.1).describe('spread of the random start'),
  solver: z
    .enum(['cg', 'block'])
    .default('cg')
    .describe(
      'cg: conjugate gradients over all dimensions; block: exact solves of some dimensions after others (iALS++)',
    ),
  blockSize: z.int().min(8).max(512).default(32).describe('dimensions that the block solver takes at a time'),
  counts: z
    .enum([...COUNT_SCALES, 'rank'])
    .default('binary')
    .describe('how play counts weigh; rank: by their place among the listener’s own'),
  index: indexParam,
});
export type IalsParams = z.infer<typeof params>;

/**
 * Matrix factorisation for "played or not" by alternating least squares, with the unobserved weight and the
 * frequency-scaled regularization of Rendle et al. (2021). A score is a sum over what was played, so reasons are exact.
 */
export const ials: Recommender<IalsParams> = {
  name: 'ials',
  title: 'Latent taste',
  version: 3,
  params,
  exact: true,
  needs: [],
  async fit(dataset, options, context) {
    const alsOptions: AlsOptions = {
      ...options,
      block: options.solver === 'block' ? options.blockSize : undefined,
      seed: context.seed,
      cancel: context.cancel,
      onEpoch: done => context.progress({ stage: 'learning tastes', done, total: options.epochs, unit: 'epochs' }),
    };
    const pairs = scaledPairs(dataset.plays, options.counts);
    const scratchBytes = 256 * 1024 + options.dimensions * 256 + blockScratchBytes(options.blockSize);
    const factors = await withCompute({ threads: context.threads, scratchBytes }, compute =>
      fitAls(pairs, alsOptions, compute),
    );
    const index = fitIndex(factors.items, options.dimensions, options.index, context);
    return ialsModel(factors, options, dataset, { index });
  },
  load: ({ arrays, meta }, dataset) =>
    ialsModel({ users: floats(arrays, 'users'), items: floats(arrays, 'items') }, meta as IalsParams, dataset, {
      gram: doubles(arrays, 'gram'),
      index: indexFromArrays(arrays, floats(arrays, 'items'), (meta as IalsParams).dimensions),
    }),
};

/** @param saved the items' Gram matrix, so that a model that is opened for one list need not add it up; an index if there is one */
function ialsModel(
  factors: Factors,
  options: IalsParams,
  dataset: Dataset,
  saved: { gram?: Float64Array; index: VectorIndex | null },
): Model {
  const { dimensions } = options;
  let scanner: FactorScan | null = null;
  const scan = (): FactorScan => (scanner ??= new FactorScan(factors.items, dimensions));
  const { index } = saved;
  let itemGram = saved.gram;
  const gramOfItems = (): Float64Array => (itemGram ??= gram(factors.items, dimensions));
  const otherSide = (): OtherSide => ({ factors: factors.items, gram: gramOfItems(), dimensions, weights: options });

  let last: { query: Query; system: RowSystem } | null = null;
  /** The reasons of one list all ask about one query, so its system is kept. */
  const systemOf = (query: Query): RowSystem => {
    if (last?.query === query) return last.system;
    const { items, weights } = historyOf(query, dataset);
    last = { query, system: new RowSystem(items, scaledHistory(weights, options.counts), otherSide()) };
    return last.system;
  };

  return {
    score(query, scores) {
      if (query.kind === 'seed') {
        if (index === null) scan().cosines(query.item, scores);
        else index.cosines(query.item, options.index ?? 1, scores);
      } else scan().dots(tasteOf(query), scores);
    },
    scoreUsers(users, scores) {
      const tastes = new Float32Array(users.length * dimensions);
      users.forEach((user, u) =>
        tastes.set(factors.users.subarray(user * dimensions, (user + 1) * dimensions), u * dimensions),
      );
      scan().dotsOfMany(tastes, scores);
    },
    explain(query, item) {
      if (query.kind === 'seed') return null;
      const influence = systemOf(query).influence(item);
      const { items, weights } = historyOf(query, dataset);
      const scaled = scaledHistory(weights, options.counts);
      return Array.from(items, (played, at): Reason => {
        const contribution = (scaled?.[at] ?? 1) * dot(factors.items, played * dimensions, influence);
        return { part: ials.name, contribution, because: { kind: 'item', item: played } };
      }).sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: { ...factors, gram: gramOfItems(), ...indexToArrays(index) }, meta: { ...options } }),
  };

  function tasteOf(query: Exclude<Query, { kind: 'seed' }>): Float32Array | Float64Array {
    if (query.kind !== 'user')
      return query.items.length === 0 ? new Float32Array(dimensions) : systemOf(query).solution();
    return factors.users.subarray(query.user * dimensions, (query.user + 1) * dimensions);
  }
}

const scaledPairs = (plays: Csr, counts: IalsParams['counts']): Csr =>
  counts === 'rank' ? rankedRows(plays) : scaleCounts(plays, counts);

/** A history's counts as the fit saw them; null where all are 1. */
function scaledHistory(weights: Float32Array | null, counts: IalsParams['counts']): Float32Array | null {
  if (weights === null) return null;
  return counts === 'rank' ? rankWeights(weights) : weights.map(weight => scaleCount(weight, counts));
}

function dot(matrix: Float32Array, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i += 1) sum += (matrix[start + i] ?? 0) * (vector[i] ?? 0);
  return sum;
}
