/** The plain reference of the kernel of the same name, where its promise is said. */
export function softmaxColumns(f: Float32Array, chunk: number, values: readonly number[]): void {
  const [logits = 0, stride = 0, rows = 0, offsets = 0, extras = 0, maxima = 0, sums = 0, chunkColumns = 0] = values;
  const end = Math.min(stride, (chunk + 1) * chunkColumns);
  for (let column = chunk * chunkColumns; column < end; column += 1) {
    const logitAt = (row: number): number =>
      Math.fround((f[logits / 4 + row * stride + column] ?? 0) + (f[offsets / 4 + row] ?? 0));
    const extra = f[extras / 4 + column] ?? 0;
    let most = extra;
    for (let row = 0; row < rows; row += 1) most = Math.max(most, logitAt(row));
    let sum = Math.exp(extra - most);
    for (let row = 0; row < rows; row += 1) {
      const e = Math.exp(logitAt(row) - most);
      f[logits / 4 + row * stride + column] = e;
      sum += e;
    }
    f[maxima / 4 + column] = most;
    f[sums / 4 + column] = sum;
  }
}
