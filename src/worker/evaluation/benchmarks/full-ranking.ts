import type { JobContext } from '../../jobs/context.ts';
import { type Csr, rowOf } from '../../matrix/csr.ts';
import { Compute } from '../../matrix/compute/compute.ts';
import { TopScan } from '../../matrix/top-scan.ts';
import { ACCURACY, type Accuracy, accuracyAt } from '../accuracy.ts';
import { BATCH, type BatchScorer } from '../batch-scorer.ts';

export interface RankingOptions {
  readonly k: number;
  /** users × items that can't be recommended: train, and validation where the protocol has one. */
  readonly seen: Csr;
  readonly stage: string;
}

export interface RankedPart {
  readonly name: string;
  readonly scorer: BatchScorer;
  /** In the blend; 0 keeps it out. */
  readonly weight: number;
}

export interface RankedFigures {
  readonly metrics: Accuracy & { readonly users: number };
  /** Spent on scoring and ranking; the blend's holds its parts' scoring. */
  readonly seconds: number;
}

/** One scorer's means over the users that have test items; full ranking over every item that the user has not seen. */
export function fullRanking(
  scorer: BatchScorer,
  test: Csr,
  options: RankingOptions,
  context: Pick<JobContext, 'progress' | 'cancel'>,
): RankedFigures['metrics'] {
  const alone = { name: '', scorer, weight: 0 };
  const { parts, blend } = rankTogether([alone], test, { ...options, history: options.seen }, context);
  return (parts[0] ?? blend).metrics;
}

/**
 * The same for several scorers at once, and for their blend (`recommenders/blend.ts`: each part's scores divided by its
 * largest outside the user's history, times its weight, summed), so that nobody is scored twice.
 */
export function rankTogether(
  parts: readonly RankedPart[],
  test: Csr,
  { k, seen, history, stage }: RankingOptions & { readonly history: Csr },
  context: Pick<JobContext, 'progress' | 'cancel'>,
): { parts: RankedFigures[]; blend: RankedFigures } {
  const users = usersWithItems(test);
  const items = seen.columns;
  const compute = new Compute({ threads: 1, scratchBytes: 64 });
  const top = new TopScan(compute, items);
  const scores = compute.floats(BATCH * items);
  const sums = compute.floats(parts.some(({ weight }) => weight > 0) ? BATCH * items : 0);
  const tallies = parts.map(() => new Tally(k, top));
  const blend = new Tally(k, top);
  for (let first = 0; first < users.length; first += BATCH) {
    context.cancel.throwIfRequested();
    context.progress({ stage, done: first, total: users.length, unit: 'users' });
    const batch = users.subarray(first, first + BATCH);
    const rowAt = (all: Float32Array, u: number): Float32Array => all.subarray(u * items, (u + 1) * items);
    sums.fill(0);
    parts.forEach(({ scorer, weight }, p) => {
      const started = performance.now();
      scorer(batch, scores.subarray(0, batch.length * items));
      if (weight > 0) {
        batch.forEach((user, u) => addScaled(rowAt(sums, u), rowAt(scores, u), rowOf(history, user).indices, weight));
        blend.milliseconds += performance.now() - started;
      }
      batch.forEach((user, u) =>
        tallies[p]?.add(rowAt(scores, u), rowOf(seen, user).indices, rowOf(test, user).indices),
      );
      const tally = tallies[p];
      if (tally !== undefined) tally.milliseconds += performance.now() - started;
    });
    const started = performance.now();
    if (sums.length > 0)
      batch.forEach((user, u) => blend.add(rowAt(sums, u), rowOf(seen, user).indices, rowOf(test, user).indices));
    blend.milliseconds += performance.now() - started;
  }
  const figures = (tally: Tally): RankedFigures => ({
    metrics: { ...tally.means(), users: users.length },
    seconds: tally.milliseconds / 1000,
  });
  return { parts: tallies.map(figures), blend: figures(blend) };
}

/** sums += weight × scores ÷ their largest outside the history; scores of the history are lost. */
function addScaled(sums: Float32Array, scores: Float32Array, history: Int32Array, weight: number): void {
  for (const item of history) scores[item] = 0;
  let largest = 0;
  for (let item = 0; item < scores.length; item += 1) {
    const score = scores[item] ?? 0;
    if (score > largest) largest = score;
  }
  if (largest === 0) return;
  const scale = weight / largest;
  for (let item = 0; item < scores.length; item += 1) sums[item] = (sums[item] ?? 0) + scale * (scores[item] ?? 0);
}

class Tally {
  milliseconds = 0;
  private users = 0;
  private readonly sums: Accuracy = { recall: 0, ndcg: 0, map: 0, mrr: 0, hit: 0, precision: 0 };
  private readonly k: number;
  private readonly top: TopScan;

  constructor(k: number, top: TopScan) {
    this.k = k;
    this.top = top;
  }

  /** Masks what was seen in `scores`, ranks the rest. */
  add(scores: Float32Array, seen: Int32Array, relevant: Int32Array): void {
    for (const item of seen) scores[item] = -Infinity;
    const accuracy = accuracyAt(this.k, this.top.best(scores, this.k), new Set(relevant));
    for (const key of ACCURACY) this.sums[key] += accuracy[key];
    this.users += 1;
  }

  means(): Accuracy {
    const means = { ...this.sums };
    for (const key of ACCURACY) means[key] /= Math.max(1, this.users);
    return means;
  }
}

function usersWithItems(test: Csr): Int32Array {
  return Int32Array.from({ length: test.rows }, (_, user) => user).filter(user => rowOf(test, user).indices.length > 0);
}
