// What the plain kernels share, by places in the memory's floats.

export function forRows(chunk: number, chunkRows: number, rows: number, each: (row: number) => void): void {
  const end = Math.min(rows, (chunk + 1) * chunkRows);
  for (let row = chunk * chunkRows; row < end; row += 1) each(row);
}

export function dot(f: Float32Array, a: number, b: number, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i += 1) sum += (f[a + i] ?? 0) * (f[b + i] ?? 0);
  return sum;
}

export function addScaled(to: Float64Array, f: Float32Array, start: number, factor: number): void {
  for (let i = 0; i < to.length; i += 1) to[i] = (to[i] ?? 0) + factor * (f[start + i] ?? 0);
}
