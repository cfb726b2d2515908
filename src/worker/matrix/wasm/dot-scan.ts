import { at, chunkEnd, sumLanes } from './lanes';

/** out[row] = matrix[row] · vector, for the rows of a chunk; `d` is a multiple of 8. Four rows at a time. */
export function dotScan(
  chunk: i32,
  scratch: usize,
  matrix: usize,
  rows: i32,
  d: i32,
  vector: usize,
  out: usize,
  chunkRows: i32,
): void {
  let row = chunk * chunkRows;
  const end = chunkEnd(chunk, chunkRows, rows);
  const stride = (<usize>d) << 2;
  let m = matrix + <usize>row * stride;
  for (; row + 4 <= end; row += 4) {
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    let m1 = m + stride;
    let m2 = m1 + stride;
    let m3 = m2 + stride;
    for (let i: usize = 0; i < stride; i += 16) {
      const v = v128.load(vector + i);
      s0 = f32x4.add(s0, f32x4.mul(v128.load(m + i), v));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(m1 + i), v));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(m2 + i), v));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(m3 + i), v));
    }
    store<f32>(at(out, row), sumLanes(s0));
    store<f32>(at(out, row), sumLanes(s1), 4);
    store<f32>(at(out, row), sumLanes(s2), 8);
    store<f32>(at(out, row), sumLanes(s3), 12);
    m = m3 + stride;
  }
  for (; row < end; row += 1) {
    let s = f32x4.splat(0);
    for (let i: usize = 0; i < stride; i += 16) s = f32x4.add(s, f32x4.mul(v128.load(m + i), v128.load(vector + i)));
    store<f32>(at(out, row), sumLanes(s));
    m += stride;
  }
}
