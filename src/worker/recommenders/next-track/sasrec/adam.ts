/** Adam (Kingma & Ba 2015): its running means of slopes and of their squares. */
export interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/**
 * Moves `length` weights from `at` on against their slopes, which lie in `slopes` from `slopeAt` on. `step` counts from 1.
 * Weights that are left out of a step keep their moments.
 */
export function adamStep(
  weights: Float32Array,
  slopes: Float32Array,
  { first, second }: Moments,
  { at, slopeAt, length, rate, step }: { at: number; slopeAt: number; length: number; rate: number; step: number },
): void {
  const scale = (rate * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
  for (let i = 0; i < length; i += 1) {
    const slope = slopes[slopeAt + i] ?? 0;
    const m = 0.9 * (first[at + i] ?? 0) + 0.1 * slope;
    const v = 0.999 * (second[at + i] ?? 0) + 0.001 * slope * slope;
    first[at + i] = m;
    second[at + i] = v;
    weights[at + i] = (weights[at + i] ?? 0) - (scale * m) / (Math.sqrt(v) + 1e-9);
  }
}
