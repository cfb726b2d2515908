import { at, chunkEnd } from './lanes';

/**
 * Softmax over the rows of `logits` (rows × stride), column by column, together with one more logit for each column that
 * lies in `extras`. `offsets` are added to the rows' logits. Leaves exp(logit - maximum) in `logits`, the maximum and the
 * sum of these exponentials (that of the extra among them) in `maxima` and `sums`. `stride` and `chunkColumns` are
 * multiples of 4.
 */
export function softmaxColumns(
  chunk: i32,
  scratch: usize,
  logits: usize,
  stride: i32,
  rows: i32,
  offsets: usize,
  extras: usize,
  maxima: usize,
  sums: usize,
  chunkColumns: i32,
): void {
  const first = chunk * chunkColumns;
  const bytes = (<usize>(chunkEnd(chunk, chunkColumns, stride) - first)) << 2;
  const rowBytes = (<usize>stride) << 2;
  const start = at(logits, first);
  const most = at(maxima, first);
  const total = at(sums, first);
  const extra = at(extras, first);
  memory.copy(most, extra, bytes);
  let row = start;
  for (let k = 0; k < rows; k += 1) {
    const offset = v128.load32_splat(at(offsets, k));
    for (let i: usize = 0; i < bytes; i += 16)
      v128.store(most + i, f32x4.max(v128.load(most + i), f32x4.add(v128.load(row + i), offset)));
    row += rowBytes;
  }
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(total + i, exp4(f32x4.sub(v128.load(extra + i), v128.load(most + i))));
  row = start;
  for (let k = 0; k < rows; k += 1) {
    const offset = v128.load32_splat(at(offsets, k));
    for (let i: usize = 0; i < bytes; i += 16) {
      const e = exp4(f32x4.sub(f32x4.add(v128.load(row + i), offset), v128.load(most + i)));
      v128.store(row + i, e);
      v128.store(total + i, f32x4.add(v128.load(total + i), e));
    }
    row += rowBytes;
  }
}

/** e^x for x ≤ 0, to about 2e-7; the polynomial is that of Cephes' expf. */
// @ts-ignore: decorator
@inline
function exp4(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)));
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.add(r, f32x4.mul(n, f32x4.splat(2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}
