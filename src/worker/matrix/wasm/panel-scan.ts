import { at, chunkEnd } from './lanes';

// The same blocks of the inner dimension as the matrix product: the sums are the same bits.
const DEPTH: i32 = 512;

/**
 * out[row] = matrix[row] · vector, for a matrix whose rows are packed as the columns of B are for `gemm`: panels of 8
 * rows of length k. Each sum is in the order in which `gemm` adds, so that one vector alone and many in a product give
 * the same bits. `out` has a place for every row of the last panel. One panel after the other: with several at once
 * memory is read at half the speed.
 */
export function panelScan(
  chunk: i32,
  scratch: usize,
  packed: usize,
  panels: i32,
  k: i32,
  vector: usize,
  out: usize,
  chunkPanels: i32,
): void {
  const end = chunkEnd(chunk, chunkPanels, panels);
  for (let panel = chunk * chunkPanels; panel < end; panel += 1) {
    const to = at(out, panel * 8);
    let b = packed + ((<usize>panel * <usize>k) << 5);
    for (let p = 0; p < k; p += DEPTH) {
      const depth = k - p < DEPTH ? k - p : DEPTH;
      let left = f32x4.splat(0);
      let right = left;
      let v = at(vector, p);
      const last = v + ((<usize>depth) << 2);
      for (; v < last; v += 4) {
        const value = v128.load32_splat(v);
        left = f32x4.add(left, f32x4.mul(value, v128.load(b)));
        right = f32x4.add(right, f32x4.mul(value, v128.load(b, 16)));
        b += 32;
      }
      v128.store(to, p === 0 ? left : f32x4.add(v128.load(to), left));
      v128.store(to, p === 0 ? right : f32x4.add(v128.load(to, 16), right), 16);
    }
  }
}
