import type { JobContext } from '../jobs/context.ts';
import { topK } from '../matrix/top-k.ts';
import type { Dataset, Model } from '../recommenders/recommender.ts';
import { accuracyAt } from './accuracy.ts';
import { BATCH, batchScorer } from './batch-scorer.ts';
import type { Judged } from './judge-model.ts';
import { forEachHeard } from './rank-users.ts';

export interface NamedModel {
  name: string;
  model: Pick<Model, 'score' | 'scoreUsers'>;
}

/** What weights are to make large: NDCG@k, or the sum of recall@k and NDCG@k. */
export type WeighedBy = 'ndcg' | 'recall + ndcg';

export interface LearnedWeights {
  /** By part; the largest is 1. */
  weights: Record<string, number>;
  /** NDCG@k on the validation part under these weights, and under those it began with. */
  ndcg: number;
  ndcgBefore: number;
}

const CANDIDATES_PER_PART = 100;
const STEPS = [0, 0.25, 0.5, 0.8, 1.25, 2, 4];
const SWEEPS = 4;

/**
 * Finds a blend's weights by coordinate ascent (on NDCG@k, if nothing else is said) over held-out users: part after part, its weight is tried at a
 * few multiples, and the best is kept, until a whole sweep changes nothing. Candidates are the best 100 tracks of each
 * part. Deterministic. `judged` must come from a validation cut inside the training data, never from the test part.
 */
export function learnWeights(
  parts: readonly NamedModel[],
  train: Dataset,
  judged: Judged,
  start: Readonly<Record<string, number>>,
  { k, by = 'ndcg' }: { k: number; by?: WeighedBy },
  context: Pick<JobContext, 'progress' | 'cancel'>,
): LearnedWeights {
  const cases = blendCases(parts, train, judged, context);
  const first = parts.map(({ name }) => start[name] ?? 0);
  const weights = ascend(cases, first, { k, by }, context);
  return {
    weights: named(parts, weights),
    ndcg: meanAccuracy(cases, weights, k).ndcg,
    ndcgBefore: meanAccuracy(cases, first, k).ndcg,
  };
}

/** Weights by part name; the largest is 1. */
export function named(parts: readonly { name: string }[], weights: readonly number[]): Record<string, number> {
  const largest = Math.max(...weights);
  return Object.fromEntries(parts.map(({ name }, p) => [name, round((weights[p] ?? 0) / (largest || 1))]));
}

export interface AscentOptions {
  readonly k: number;
  readonly by: WeighedBy;
  /** Parts that stay out, by their place. */
  readonly without?: ReadonlySet<number>;
}

/** The weights that coordinate ascent ends at. */
export function ascend(
  cases: readonly BlendCase[],
  start: readonly number[],
  { k, by, without = new Set() }: AscentOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): number[] {
  let weights = start.map((weight, p) => (without.has(p) ? 0 : weight));
  const worth = (tried: readonly number[]): number => worthOf(meanAccuracy(cases, tried, k), by);
  let best = worth(weights);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const before = best;
    for (let p = 0; p < start.length; p += 1) {
      if (without.has(p)) continue;
      context.cancel.throwIfRequested();
      context.progress({
        stage: 'weighing the parts',
        done: sweep * start.length + p,
        total: SWEEPS * start.length,
        unit: 'steps',
      });
      const own = weights[p] ?? 0;
      for (const step of STEPS) {
        const tried = weights.with(p, own === 0 ? step * 0.1 : own * step);
        const value = worth(tried);
        if (value > best + 1e-6) {
          best = value;
          weights = tried;
        }
      }
    }
    if (best === before) break;
  }
  return weights;
}

const worthOf = ({ recall, ndcg }: { recall: number; ndcg: number }, by: WeighedBy): number =>
  by === 'ndcg' ? ndcg : recall + ndcg;

/** What each user's list is worth under weights that were learned on the other half of the users. */
export function crossValidated(
  cases: readonly BlendCase[],
  start: readonly number[],
  options: AscentOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Float64Array {
  const worth = new Float64Array(cases.length);
  for (const half of [0, 1]) {
    const weights = ascend(
      cases.filter((_, u) => u % 2 !== half),
      start,
      options,
      context,
    );
    cases.forEach((each, u) => {
      if (u % 2 === half) worth[u] = worthOf(meanAccuracy([each], weights, options.k), options.by);
    });
  }
  return worth;
}

const round = (weight: number): number => Math.round(weight * 1000) / 1000;

/** One user's candidates with every part's scaled score for them, row after row of parts. */
export interface BlendCase {
  items: Int32Array;
  scores: Float32Array;
  relevant: ReadonlySet<number>;
}

/** Held-out users with the best candidates of each part. */
export function blendCases(
  parts: readonly NamedModel[],
  train: Dataset,
  judged: Judged,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): BlendCase[] {
  const items = train.items.ids.length;
  const scorers = parts.map(({ model }) => batchScorer(model, items));
  const raw = parts.map(() => new Float32Array(BATCH * items));
  const cases: BlendCase[] = [];
  for (let first = 0; first < judged.users.length; first += BATCH) {
    context.cancel.throwIfRequested();
    context.progress({ stage: 'scoring validation users', done: first, total: judged.users.length, unit: 'users' });
    const batch = judged.users.subarray(first, first + BATCH);
    scorers.forEach((scorer, p) => scorer(batch, (raw[p] ?? new Float32Array(0)).subarray(0, batch.length * items)));
    batch.forEach((user, u) => {
      const own = raw.map(scores => scores.subarray(u * items, (u + 1) * items));
      cases.push(caseOf(own, user, train, judged.relevant[first + u] ?? new Set<number>()));
    });
  }
  return cases;
}

/** The best candidates of each part's scores for one user. */
function caseOf(raw: readonly Float32Array[], user: number, train: Dataset, relevant: ReadonlySet<number>): BlendCase {
  const candidates = new Set<number>();
  const largest = raw.map(scores => {
    forEachHeard(user, train, item => (scores[item] = -Infinity));
    const best = topK(scores, CANDIDATES_PER_PART);
    for (const item of best) candidates.add(item);
    return Math.max(0, scores[best[0] ?? -1] ?? 0);
  });
  const items = Int32Array.from(candidates).sort();
  const scores = new Float32Array(items.length * raw.length);
  for (let c = 0; c < items.length; c += 1)
    for (let p = 0; p < raw.length; p += 1) {
      const scale = largest[p] ?? 0;
      scores[c * raw.length + p] = scale === 0 ? 0 : (raw[p]?.[items[c] ?? 0] ?? 0) / scale;
    }
  return { items, scores, relevant };
}

/** Of the lists that a weighted sum of the parts gives. */
export function meanAccuracy(
  cases: readonly BlendCase[],
  weights: readonly number[],
  k: number,
): { recall: number; ndcg: number } {
  const sums = { recall: 0, ndcg: 0 };
  for (const { items, scores, relevant } of cases) {
    const blended = new Float32Array(items.length);
    for (let c = 0, at = 0; c < items.length; c += 1)
      for (let p = 0; p < weights.length; p += 1, at += 1)
        blended[c] = (blended[c] ?? 0) + (weights[p] ?? 0) * (scores[at] ?? 0);
    const ranked = topK(blended, k).map(c => items[c] ?? -1);
    const { recall, ndcg } = accuracyAt(k, ranked, relevant);
    sums.recall += recall;
    sums.ndcg += ndcg;
  }
  const count = Math.max(1, cases.length);
  return { recall: sums.recall / count, ndcg: sums.ndcg / count };
}
