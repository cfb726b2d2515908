import type { Rng } from './random.ts';

/** How many latent factors a taste has. */
export const FACTORS = 16;

/** The length of every stored vector: integers, so that affinities are exact and cheap. */
const SCALE = 127;

/** `rows` vectors of FACTORS integers, row after row, each scaled to length 127. */
export type Vectors = Int8Array;

export const vectors = (rows: number): Vectors => new Int8Array(rows * FACTORS);

export const gaussian = (rng: Rng): Float64Array => Float64Array.from({ length: FACTORS }, () => rng.gauss());

/** A random direction of length 1. */
export const direction = (rng: Rng): Float64Array => normalised(gaussian(rng));

export function normalised(vector: Float64Array): Float64Array {
  let sum = 0;
  for (const x of vector) sum += x * x;
  const scale = sum > 0 ? 1 / Math.sqrt(sum) : 0;
  return vector.map(x => x * scale);
}

/** The weighted sum of directions. */
export function blend(parts: readonly (readonly [number, Float64Array])[]): Float64Array {
  const sum = new Float64Array(FACTORS);
  for (const [weight, vector] of parts) {
    for (let f = 0; f < FACTORS; f += 1) sum[f] = (sum[f] ?? 0) + weight * (vector[f] ?? 0);
  }
  return sum;
}

/** Stores a direction as row `row`. */
export function store(target: Vectors, row: number, vector: Float64Array): void {
  const unit = normalised(vector);
  for (let f = 0; f < FACTORS; f += 1) target[row * FACTORS + f] = Math.round((unit[f] ?? 0) * SCALE);
}

export const load = (source: Vectors, row: number): Float64Array =>
  Float64Array.from(source.subarray(row * FACTORS, (row + 1) * FACTORS), x => x / SCALE);

/** 127² times the cosine of two stored rows. */
export function dot(a: Vectors, rowA: number, b: Vectors, rowB: number): number {
  let sum = 0;
  const i = rowA * FACTORS;
  const j = rowB * FACTORS;
  for (let f = 0; f < FACTORS; f += 1) sum += (a[i + f] as number) * (b[j + f] as number);
  return sum;
}

export const COSINE_UNIT = SCALE * SCALE;

/** Affinities in 257 steps from −1 to 1, for tables over them. */
export const AFFINITY_STEPS = 257;
export const affinityStep = (product: number): number => {
  const step = (product + 16_384) >> 7;
  return step < 0 ? 0 : step > 256 ? 256 : step;
};
export const affinityOfStep = (step: number): number => (step * 128 - 16_384) / COSINE_UNIT;
