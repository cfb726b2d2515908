import type { Norm } from './network.ts';

const SMALLEST = 1e-6;

/** What the way back needs of a norm: its rows brought to mean 0 and variance 1, and 1 / deviation of each. */
export interface Normed {
  readonly even: Float32Array;
  readonly inverse: Float32Array;
}

/** y = gain · (x - mean) / deviation + shift, row by row. */
export function layerNorm(
  { gain, shift }: Norm,
  { x, y, rows, d }: { x: Float32Array; y: Float32Array; rows: number; d: number },
  { even, inverse }: Normed,
): void {
  const g = gain.value;
  const s = shift.value;
  for (let row = 0; row < rows; row += 1) {
    const start = row * d;
    let sum = 0;
    for (let i = 0; i < d; i += 1) sum += x[start + i] ?? 0;
    const mean = sum / d;
    let squares = 0;
    for (let i = 0; i < d; i += 1) squares += ((x[start + i] ?? 0) - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / d + SMALLEST);
    inverse[row] = scale;
    for (let i = 0; i < d; i += 1) {
      const value = ((x[start + i] ?? 0) - mean) * scale;
      even[start + i] = value;
      y[start + i] = value * (g[i] ?? 0) + (s[i] ?? 0);
    }
  }
}

/** Adds to the norm's slopes, and adds the slopes of x to `xSlope`. */
export function layerNormBack(
  { gain, shift }: Norm,
  { ySlope, xSlope, rows, d }: { ySlope: Float32Array; xSlope: Float32Array; rows: number; d: number },
  { even, inverse }: Normed,
): void {
  const g = gain.value;
  const gSlope = gain.slope;
  const sSlope = shift.slope;
  for (let row = 0; row < rows; row += 1) {
    const start = row * d;
    let sum = 0;
    let along = 0;
    for (let i = 0; i < d; i += 1) {
      const slope = ySlope[start + i] ?? 0;
      const value = even[start + i] ?? 0;
      gSlope[i] = (gSlope[i] ?? 0) + slope * value;
      sSlope[i] = (sSlope[i] ?? 0) + slope;
      const pulled = slope * (g[i] ?? 0);
      sum += pulled;
      along += pulled * value;
    }
    const scale = inverse[row] ?? 0;
    for (let i = 0; i < d; i += 1) {
      const pulled = (ySlope[start + i] ?? 0) * (g[i] ?? 0);
      const slope = scale * (pulled - sum / d - ((even[start + i] ?? 0) * along) / d);
      xSlope[start + i] = (xSlope[start + i] ?? 0) + slope;
    }
  }
}
