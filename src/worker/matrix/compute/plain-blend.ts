/** The plain reference of the kernel of the same name, where its promise is said. */
export function weightedSum(f: Float32Array, chunk: number, values: readonly number[]): void {
  const [tables = 0, stride = 0, count = 0, scales = 0, out = 0, chunkPlaces = 0] = values;
  const end = Math.min(stride, (chunk + 1) * chunkPlaces);
  for (let place = chunk * chunkPlaces; place < end; place += 1) {
    let sum = 0;
    for (let t = 0; t < count; t += 1) sum += (f[scales / 4 + t] ?? 0) * (f[tables / 4 + t * stride + place] ?? 0);
    f[out / 4 + place] = sum;
  }
}

/** As above. */
export function largestOf(f: Float32Array, chunk: number, values: readonly number[]): void {
  const [from = 0, count = 0, out = 0, chunkPlaces = 0] = values;
  let most = -Infinity;
  for (let place = chunk * chunkPlaces; place < Math.min(count, (chunk + 1) * chunkPlaces); place += 1)
    most = Math.max(most, f[from / 4 + place] ?? -Infinity);
  f[out / 4 + chunk] = most;
}
