import { at, chunkEnd } from './lanes';

/**
 * out[row] = Σ value·dense[column] over the stored values of each sparse row of a chunk; `d` is a multiple of 8.
 * `values` 0 means that every value is 1.
 */
export function sparseTimesDense(
  chunk: i32,
  scratch: usize,
  indptr: usize,
  indices: usize,
  values: usize,
  dense: usize,
  out: usize,
  rows: i32,
  d: i32,
  chunkRows: i32,
): void {
  const bytes = (<usize>d) << 2;
  const end = chunkEnd(chunk, chunkRows, rows);
  for (let row = chunk * chunkRows; row < end; row += 1) {
    const to = out + <usize>row * bytes;
    memory.fill(to, 0, bytes);
    let j = load<i32>(at(indptr, row));
    const last = load<i32>(at(indptr, row), 4);
    for (; j + 2 <= last; j += 2) {
      const y0 = dense + <usize>load<u32>(at(indices, j)) * bytes;
      const y1 = dense + <usize>load<u32>(at(indices, j), 4) * bytes;
      const v0 = values === 0 ? f32x4.splat(1) : v128.load32_splat(at(values, j));
      const v1 = values === 0 ? f32x4.splat(1) : v128.load32_splat(at(values, j), 4);
      for (let i: usize = 0; i < bytes; i += 16) {
        const sum = f32x4.add(f32x4.mul(v128.load(y0 + i), v0), f32x4.mul(v128.load(y1 + i), v1));
        v128.store(to + i, f32x4.add(v128.load(to + i), sum));
      }
    }
    if (j < last) {
      const y = dense + <usize>load<u32>(at(indices, j)) * bytes;
      const v = values === 0 ? f32x4.splat(1) : v128.load32_splat(at(values, j));
      for (let i: usize = 0; i < bytes; i += 16)
        v128.store(to + i, f32x4.add(v128.load(to + i), f32x4.mul(v128.load(y + i), v)));
    }
  }
}
