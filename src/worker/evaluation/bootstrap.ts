import { seededRandom } from '../matrix/random.ts';

/** The mean of `values` with the 95 % interval of its bootstrap distribution over users. Deterministic for a seed. */
export interface Estimate {
  mean: number;
  low: number;
  high: number;
}

const RESAMPLES = 500;

/** One estimate for each array, all over the same users and the same resamples. */
export function bootstrapMeans(
  columns: Readonly<Record<string, Float64Array>>,
  seed: number,
): Record<string, Estimate> {
  const entries = Object.entries(columns);
  const size = entries[0]?.[1].length ?? 0;
  const random = seededRandom(seed);
  const means = entries.map(() => new Float64Array(RESAMPLES));
  const drawn = new Int32Array(size);
  for (let r = 0; r < RESAMPLES; r += 1) {
    for (let i = 0; i < size; i += 1) drawn[i] = random.below(size);
    entries.forEach(([, values], c) => {
      let sum = 0;
      for (let i = 0; i < size; i += 1) sum += values[drawn[i] ?? 0] ?? 0;
      const row = means[c];
      if (row !== undefined) row[r] = size === 0 ? 0 : sum / size;
    });
  }
  return Object.fromEntries(
    entries.map(([name, values], c) => [name, estimate(values, means[c] ?? new Float64Array(1))]),
  );
}

export const bootstrapMean = (values: Float64Array, seed: number): Estimate =>
  bootstrapMeans({ values }, seed)['values'] ?? { mean: 0, low: 0, high: 0 };

function estimate(values: Float64Array, resampled: Float64Array): Estimate {
  const sorted = resampled.toSorted();
  return {
    mean: mean(values),
    low: sorted[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: sorted[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0,
  };
}

export interface PairedTest {
  /** Mean of a - b over users, with its interval. */
  difference: Estimate;
  /** Two-sided p of a randomisation test that flips the sign of each user's difference (1,000 draws). */
  p: number;
}

/** Compares two models on the same users, `a` and `b` parallel. */
export function pairedTest(a: Float64Array, b: Float64Array, seed: number): PairedTest {
  const differences = a.map((value, i) => value - (b[i] ?? 0));
  const observed = Math.abs(mean(differences));
  const random = seededRandom(seed + 1);
  const draws = 1000;
  let asFar = 0;
  for (let d = 0; d < draws; d += 1) {
    let sum = 0;
    for (const difference of differences) sum += random.next() < 0.5 ? difference : -difference;
    if (Math.abs(sum / differences.length) >= observed - 1e-15) asFar += 1;
  }
  return { difference: bootstrapMean(differences, seed), p: (asFar + 1) / (draws + 1) };
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}
