import type { JobContext } from '../jobs/context.ts';
import { topK } from '../matrix/top-k.ts';
import type { Dataset, Model } from '../recommenders/recommender.ts';
import { accuracyAt } from './accuracy.ts';
import type { Judged } from './judge-model.ts';
import { forEachHeard } from './rank-users.ts';

export interface NamedModel {
  name: string;
  model: Pick<Model, 'score'>;
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
  const cases = validationCases(parts, train, judged, context);
  let weights = parts.map(({ name }) => start[name] ?? 0);
  const worth = (tried: readonly number[]): number => {
    const { recall, ndcg } = meanAccuracy(cases, tried, k);
    return by === 'ndcg' ? ndcg : recall + ndcg;
  };
  const ndcgBefore = meanAccuracy(cases, weights, k).ndcg;
  let best = worth(weights);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const before = best;
    for (let p = 0; p < parts.length; p += 1) {
      context.cancel.throwIfRequested();
      context.progress({
        stage: 'weighing the parts',
        done: sweep * parts.length + p,
        total: SWEEPS * parts.length,
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
  const largest = Math.max(...weights);
  return {
    weights: Object.fromEntries(parts.map(({ name }, p) => [name, round((weights[p] ?? 0) / (largest || 1))])),
    ndcg: meanAccuracy(cases, weights, k).ndcg,
    ndcgBefore,
  };
}

const round = (weight: number): number => Math.round(weight * 1000) / 1000;

/** One user's candidates with every part's scaled score for them, row after row of parts. */
interface Case {
  items: Int32Array;
  scores: Float32Array;
  relevant: ReadonlySet<number>;
}

function validationCases(
  parts: readonly NamedModel[],
  train: Dataset,
  judged: Judged,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): Case[] {
  const raw = parts.map(() => new Float32Array(train.items.ids.length));
  return Array.from(judged.users, (user, u) => {
    if (u % 64 === 0) {
      context.cancel.throwIfRequested();
      context.progress({ stage: 'scoring validation users', done: u, total: judged.users.length, unit: 'users' });
    }
    const candidates = new Set<number>();
    const largest = parts.map(({ model }, p) => {
      const scores = raw[p] ?? new Float32Array(0);
      model.score({ kind: 'user', user }, scores);
      forEachHeard(user, train, item => (scores[item] = -Infinity));
      const best = topK(scores, CANDIDATES_PER_PART);
      for (const item of best) candidates.add(item);
      return Math.max(0, scores[best[0] ?? -1] ?? 0);
    });
    const items = Int32Array.from(candidates).sort();
    const scores = new Float32Array(items.length * parts.length);
    for (let c = 0; c < items.length; c += 1)
      for (let p = 0; p < parts.length; p += 1) {
        const scale = largest[p] ?? 0;
        scores[c * parts.length + p] = scale === 0 ? 0 : (raw[p]?.[items[c] ?? 0] ?? 0) / scale;
      }
    return { items, scores, relevant: judged.relevant[u] ?? new Set<number>() };
  });
}

function meanAccuracy(cases: readonly Case[], weights: readonly number[], k: number): { recall: number; ndcg: number } {
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
