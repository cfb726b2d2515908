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
  const [from = 0, count = 0, group = 1, out = 0, chunkGroups = 0] = values;
  const groups = Math.ceil(count / group);
  for (let g = chunk * chunkGroups; g < Math.min(groups, (chunk + 1) * chunkGroups); g += 1) {
    let most = -Infinity;
    for (let place = g * group; place < Math.min(count, (g + 1) * group); place += 1) {
      const value = f[from / 4 + place] ?? NaN;
      if (value > most) most = value;
    }
    f[out / 4 + g] = most;
  }
}
