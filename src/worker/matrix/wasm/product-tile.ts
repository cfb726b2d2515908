import { at } from './lanes';

/** Adds Σ rights_i·lefts_j over `count` pairs of rows of `size` floats to the tile of 4 × 8 at (i, j) of a size × size matrix. */
export function addTile(matrix: usize, size: i32, i: i32, j: i32, lefts: usize, rights: usize, count: i32): void {
  const row = (<usize>size) << 2;
  let out = at(matrix, i * size + j);
  let l0 = v128.load(out);
  let r0 = v128.load(out, 16);
  let l1 = v128.load(out + row);
  let r1 = v128.load(out + row, 16);
  let l2 = v128.load(out + 2 * row);
  let r2 = v128.load(out + 2 * row, 16);
  let l3 = v128.load(out + 3 * row);
  let r3 = v128.load(out + 3 * row, 16);
  let a = at(rights, i);
  let b = at(lefts, j);
  for (let p = 0; p < count; p += 1) {
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
