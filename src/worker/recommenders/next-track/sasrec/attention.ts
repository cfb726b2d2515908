import type { Tensor } from './network.ts';

/** Sessions end to end: session s is rows starts[s] … starts[s + 1] - 1. Each row attends to its own and earlier rows. */
export interface Attended {
  readonly starts: ArrayLike<number>;
  readonly sessions: number;
  readonly d: number;
  readonly heads: number;
  /** Queries, keys and values side by side: rows × 3d. */
  readonly projected: Float32Array;
  /** heads × maxLength, added to the attention by distance. */
  readonly nearness: Tensor;
  /** Shares of attention, row after row and head after head: for each its earlier rows, oldest first. */
  readonly shares: Float32Array;
}

/** Shares that `attend` writes for sessions of at most `maxLength` rows, `rows` together. */
export const sharesSize = (rows: number, heads: number, maxLength: number): number => rows * heads * maxLength;

/** out (rows × d) = the values of the rows attended to, by their shares. */
export function attend(attended: Attended, out: Float32Array): void {
  const { starts, sessions, d, heads, projected, shares } = attended;
  const nearness = attended.nearness.value;
  const width = d / heads;
  const maxLength = nearness.length / heads;
  const scale = 1 / Math.sqrt(width);
  let at = 0;
  for (let session = 0; session < sessions; session += 1) {
    const first = starts[session] ?? 0;
    const end = starts[session + 1] ?? 0;
    for (let row = first; row < end; row += 1) {
      for (let head = 0; head < heads; head += 1) {
        const query = row * 3 * d + head * width;
        const count = row - first + 1;
        let most = -Infinity;
        for (let j = 0; j < count; j += 1) {
          const key = (first + j) * 3 * d + d + head * width;
          let dot = 0;
          for (let i = 0; i < width; i += 1) dot += (projected[query + i] ?? 0) * (projected[key + i] ?? 0);
          const logit = dot * scale + (nearness[head * maxLength + count - 1 - j] ?? 0);
          shares[at + j] = logit;
          if (logit > most) most = logit;
        }
        let sum = 0;
        for (let j = 0; j < count; j += 1) {
          const e = Math.exp((shares[at + j] ?? 0) - most);
          shares[at + j] = e;
          sum += e;
        }
        const to = row * d + head * width;
        for (let i = 0; i < width; i += 1) out[to + i] = 0;
        for (let j = 0; j < count; j += 1) {
          const share = (shares[at + j] ?? 0) / sum;
          shares[at + j] = share;
          const value = (first + j) * 3 * d + 2 * d + head * width;
          for (let i = 0; i < width; i += 1) out[to + i] = (out[to + i] ?? 0) + share * (projected[value + i] ?? 0);
        }
        at += count;
      }
    }
  }
}

/** Adds to the slopes of nearness, and writes those of the projections, given those of `out`. */
export function attendBack(attended: Attended, outSlope: Float32Array, projectedSlope: Float32Array): void {
  const { starts, sessions, d, heads, projected, shares } = attended;
  const nearness = attended.nearness.slope;
  const width = d / heads;
  const maxLength = nearness.length / heads;
  const scale = 1 / Math.sqrt(width);
  const shareSlopes = new Float64Array(maxLength);
  projectedSlope.fill(0, 0, (starts[sessions] ?? 0) * 3 * d);
  let at = 0;
  for (let session = 0; session < sessions; session += 1) {
    const first = starts[session] ?? 0;
    const end = starts[session + 1] ?? 0;
    for (let row = first; row < end; row += 1) {
      for (let head = 0; head < heads; head += 1) {
        const query = row * 3 * d + head * width;
        const from = row * d + head * width;
        const count = row - first + 1;
        let mean = 0;
        for (let j = 0; j < count; j += 1) {
          const value = (first + j) * 3 * d + 2 * d + head * width;
          const share = shares[at + j] ?? 0;
          let slope = 0;
          for (let i = 0; i < width; i += 1) {
            const pull = outSlope[from + i] ?? 0;
            slope += pull * (projected[value + i] ?? 0);
            projectedSlope[value + i] = (projectedSlope[value + i] ?? 0) + share * pull;
          }
          shareSlopes[j] = slope;
          mean += share * slope;
        }
        for (let j = 0; j < count; j += 1) {
          const logit = (shares[at + j] ?? 0) * ((shareSlopes[j] ?? 0) - mean);
          const near = head * maxLength + count - 1 - j;
          nearness[near] = (nearness[near] ?? 0) + logit;
          const key = (first + j) * 3 * d + d + head * width;
          const pull = logit * scale;
          for (let i = 0; i < width; i += 1) {
            projectedSlope[query + i] = (projectedSlope[query + i] ?? 0) + pull * (projected[key + i] ?? 0);
            projectedSlope[key + i] = (projectedSlope[key + i] ?? 0) + pull * (projected[query + i] ?? 0);
          }
        }
        at += count;
      }
    }
  }
}
