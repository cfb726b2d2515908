import { z } from 'zod';
import { columnCounts, type Csr, rowCounts, rowOf, transpose } from '../matrix/csr.ts';
import { withCompute } from '../matrix/compute/compute.ts';
import { FactorScan } from '../matrix/factor-scan.ts';
import { randomizedSvd } from '../matrix/randomized-svd.ts';
import { reweighted } from '../matrix/weighting.ts';
import { historyOf } from './query-history.ts';
import type { Dataset, FitContext, Model, Reason, Recommender } from './recommender.ts';

const params = z.object({
  rank: z.int().min(0).max(2048).default(256).describe('broad patterns that the low-pass part keeps; 0 leaves it out'),
  lowPass: z.number().min(0).max(10).default(0.3).describe('weight of the broad patterns against the direct links'),
  userExponent: z
    .number()
    .min(0)
    .max(3)
    .default(1)
    .describe('a listener’s links count as plays^-exponent: higher trusts those with few plays more'),
  itemExponent: z.number().min(0).max(2).default(0.5).describe('how much popular items are held back as candidates'),
  sourceExponent: z.number().min(0).max(2).default(0.5).describe('how much popular items in the history are held back'),
});
export type GraphFilterParams = z.infer<typeof params>;

/**
 * A closed-form filter on the graph of listeners and items (GF-CF; Shen et al., CIKM 2021): two steps along its links,
 * plus an ideal low-pass filter from its leading singular vectors. Linear in the history, so reasons are exact.
 */
export const graphFilter: Recommender<GraphFilterParams> = {
  name: 'graph-filter',
  title: 'Listening graph',
  version: 1,
  params,
  exact: true,
  needs: [],
  fit: async (dataset, options, context) =>
    graphModel(await leadingVectors(dataset, options, context), options, dataset),
  load: ({ arrays, meta }, dataset) =>
    graphModel(Float32Array.from(arrays['vectors'] ?? []), meta as GraphFilterParams, dataset),
};

/** items × rank: the right singular vectors of the normalised matrix; empty where the filter has no low-pass part. */
async function leadingVectors(
  { plays }: Dataset,
  options: GraphFilterParams,
  context: FitContext,
): Promise<Float32Array> {
  context.cancel.throwIfRequested();
  const rank = effectiveRank(options, plays);
  if (rank === 0) return new Float32Array(0);
  const users = powers(rowCounts(plays), -options.userExponent / 2);
  const items = powers(columnCounts(plays), -0.5);
  const normalised = reweighted(plays, (_count, user, item) => (users[user] ?? 0) * (items[item] ?? 0));
  const scratchBytes = 256 * 1024 + rank * 512;
  return withCompute({ threads: context.threads, scratchBytes }, compute => {
    const onIteration = (done: number, total: number) =>
      context.progress({ stage: 'finding broad patterns', done, total, unit: 'steps' });
    return randomizedSvd(compute, normalised, { rank, seed: context.seed, cancel: context.cancel, onIteration })
      .vectors;
  });
}

const effectiveRank = ({ rank, lowPass }: GraphFilterParams, plays: Csr): number =>
  lowPass === 0 ? 0 : Math.min(rank, Math.floor(Math.min(plays.rows, plays.columns) / 2));

/** count^exponent, 0 for a count of 0. */
const powers = (counts: Int32Array, exponent: number): Float64Array =>
  Float64Array.from(counts, count => (count === 0 ? 0 : count ** exponent));

function graphModel(vectors: Float32Array, options: GraphFilterParams, dataset: Dataset): Model {
  const { plays } = dataset;
  const listeners = transpose(plays);
  const userWeight = powers(rowCounts(plays), -options.userExponent);
  const counts = columnCounts(plays);
  const candidateWeight = powers(counts, -options.itemExponent);
  const sourceWeight = powers(counts, -options.sourceExponent);
  const root = powers(counts, 0.5);
  const rank = vectors.length / plays.columns;
  const reach = new Float64Array(plays.rows);
  let scan: FactorScan | null = null;
  const scanner = (): FactorScan => (scan ??= new FactorScan(vectors, rank));

  return {
    score(query, scores) {
      const { items } = historyOf(query, dataset);
      scores.fill(0);
      if (rank > 0) scanner().dots(spectrumOf(items), scores);
      finish(items, scores);
    },
    scoreUsers(users, scores) {
      const histories = Array.from(users, user => rowOf(plays, user).indices);
      scores.fill(0);
      if (rank > 0) {
        const spectra = new Float32Array(users.length * rank);
        histories.forEach((items, u) => spectra.set(spectrumOf(items), u * rank));
        scanner().dotsOfMany(spectra, scores);
      }
      histories.forEach((items, u) => finish(items, scores.subarray(u * plays.columns, (u + 1) * plays.columns)));
    },
    explain(query, item) {
      return explainItem(historyOf(query, dataset).items, item).sort((a, b) => b.contribution - a.contribution);
    },
    save: () => ({ arrays: { vectors }, meta: { ...options } }),
  };

  function spectrumOf(items: Int32Array): Float32Array {
    const spectrum = new Float32Array(rank);
    for (const item of items) {
      const weight = options.lowPass / (root[item] || Infinity);
      for (let j = 0; j < rank; j += 1) spectrum[j] = (spectrum[j] ?? 0) + weight * (vectors[item * rank + j] ?? 0);
    }
    return spectrum;
  }

  /** From low-pass sums to scores: scaled to the candidate, plus the links. */
  function finish(items: Int32Array, scores: Float32Array): void {
    for (let item = 0; item < scores.length; item += 1) scores[item] = (scores[item] ?? 0) * (root[item] ?? 0);
    addLinks(items, scores);
  }

  /** From the history to whoever played it, and on to what they played. */
  function addLinks(items: Int32Array, scores: Float32Array): void {
    const touched: number[] = [];
    for (const item of items) {
      const weight = sourceWeight[item] ?? 0;
      for (const user of rowOf(listeners, item).indices) {
        const before = reach[user] ?? 0;
        if (before === 0) touched.push(user);
        reach[user] = before + weight;
      }
    }
    const sums = new Float64Array(scores.length);
    for (const user of touched) {
      const weight = (reach[user] ?? 0) * (userWeight[user] ?? 0);
      reach[user] = 0;
      const end = plays.indptr[user + 1] ?? 0;
      for (let at = plays.indptr[user] ?? 0; at < end; at += 1) {
        const item = plays.indices[at] ?? 0;
        sums[item] = (sums[item] ?? 0) + weight;
      }
    }
    for (let item = 0; item < scores.length; item += 1)
      scores[item] = (scores[item] ?? 0) + (sums[item] ?? 0) * (candidateWeight[item] ?? 0);
  }

  function explainItem(items: Int32Array, item: number): Reason[] {
    const links = new Map<number, number>(Array.from(items, played => [played, 0]));
    for (const user of rowOf(listeners, item).indices)
      for (const played of rowOf(plays, user).indices) {
        const sum = links.get(played);
        if (sum !== undefined) links.set(played, sum + (userWeight[user] ?? 0));
      }
    return Array.from(links, ([played, sum]): Reason => {
      const direct = sum * (sourceWeight[played] ?? 0) * (candidateWeight[item] ?? 0);
      const contribution = direct + lowPassShare(played, item);
      return { part: graphFilter.name, contribution, because: { kind: 'item', item: played } };
    });
  }

  function lowPassShare(played: number, item: number): number {
    let product = 0;
    for (let j = 0; j < rank; j += 1) product += (vectors[played * rank + j] ?? 0) * (vectors[item * rank + j] ?? 0);
    return (options.lowPass * product * (root[item] ?? 0)) / (root[played] || Infinity);
  }
}
