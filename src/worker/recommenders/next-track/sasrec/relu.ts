/** y = max(x, 0). */
export function relu(x: Float32Array, y: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 1) y[i] = Math.max(x[i] ?? 0, 0);
}

/** Turns the slopes of y, in place, into those of x. */
export function reluBack(x: Float32Array, slope: Float32Array, length: number): void {
  for (let i = 0; i < length; i += 1) if ((x[i] ?? 0) <= 0) slope[i] = 0;
}
