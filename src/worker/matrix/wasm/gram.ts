import { at, chunkEnd } from './lanes';

const BLOCK: i32 = 64;

/**
 * Adds up Yᵀ·Y over the rows of one chunk into that chunk's own d × d partial (only tiles that touch the upper
 * triangle are meaningful). Partials are summed afterwards in chunk order, so threads can't change the result.
 * `d` is a multiple of 8.
 */
export function gramPartial(
  chunk: i32,
  scratch: usize,
  y: usize,
  rows: i32,
  d: i32,
  chunkRows: i32,
  partials: usize,
): void {
  const partial = partials + ((<usize>chunk * <usize>(d * d)) << 2);
  memory.fill(partial, 0, (<usize>(d * d)) << 2);
  const end = chunkEnd(chunk, chunkRows, rows);
  for (let row = chunk * chunkRows; row < end; row += BLOCK) {
    const count = end - row < BLOCK ? end - row : BLOCK;
    const start = y + ((<usize>row * <usize>d) << 2);
    for (let i = 0; i < d; i += 4) {
      for (let j = i & ~7; j < d; j += 8) tile(start, d, count, i, j, partial);
    }
  }
}

function tile(y: usize, d: i32, count: i32, i: i32, j: i32, partial: usize): void {
  let out = at(partial, i * d + j);
  const row = (<usize>d) << 2;
  let l0 = v128.load(out);
  let r0 = v128.load(out, 16);
  let l1 = v128.load(out + row);
  let r1 = v128.load(out + row, 16);
  let l2 = v128.load(out + 2 * row);
  let r2 = v128.load(out + 2 * row, 16);
  let l3 = v128.load(out + 3 * row);
  let r3 = v128.load(out + 3 * row, 16);
  let a = at(y, i);
  let b = at(y, j);
  for (let r = 0; r < count; r += 1) {
    const left = v128.load(b);
    const right = v128.load(b, 16);
    let value = v128.load32_splat(a);
    l0 = f32x4.add(l0, f32x4.mul(value, left));
    r0 = f32x4.add(r0, f32x4.mul(value, right));
    value = v128.load32_splat(a, 4);
    l1 = f32x4.add(l1, f32x4.mul(value, left));
    r1 = f32x4.add(r1, f32x4.mul(value, right));
    value = v128.load32_splat(a, 8);
    l2 = f32x4.add(l2, f32x4.mul(value, left));
    r2 = f32x4.add(r2, f32x4.mul(value, right));
    value = v128.load32_splat(a, 12);
    l3 = f32x4.add(l3, f32x4.mul(value, left));
    r3 = f32x4.add(r3, f32x4.mul(value, right));
    a += row;
    b += row;
  }
  v128.store(out, l0);
  v128.store(out, r0, 16);
  out += row;
  v128.store(out, l1);
  v128.store(out, r1, 16);
  out += row;
  v128.store(out, l2);
  v128.store(out, r2, 16);
  out += row;
  v128.store(out, l3);
  v128.store(out, r3, 16);
}
