import { at, sumLanes } from './lanes';

// Small systems, one after the other: they fit in the first cache. Sizes are multiples of 8; rows are taken four at a
// time, so that what is right of and below them is read and written once for four.

/**
 * Factorises a symmetric positive definite matrix (its upper triangle is read) in place into U with Uᵀ·U = matrix; what
 * is below the diagonal is lost. A pivot that rounding has taken to nothing is held at 1e-6 of what stood there.
 */
export function cholesky(matrix: usize, size: i32): void {
  for (let first = 0; first < size; first += 4) {
    for (let k = first; k < first + 4; k += 1) factorRow(matrix, size, first, k);
    const u0 = at(matrix, first * size);
    const u1 = at(u0, size);
    const u2 = at(u1, size);
    const u3 = at(u2, size);
    for (let row = first + 4; row < size; row += 1) {
      const own = at(matrix, row * size);
      const f0 = v128.load32_splat(at(u0, row));
      const f1 = v128.load32_splat(at(u1, row));
      const f2 = v128.load32_splat(at(u2, row));
      const f3 = v128.load32_splat(at(u3, row));
      const end = (<usize>size) << 2;
      for (let i: usize = (<usize>(row & ~3)) << 2; i < end; i += 16) {
        const a = f32x4.add(f32x4.mul(f0, v128.load(u0 + i)), f32x4.mul(f1, v128.load(u1 + i)));
        const b = f32x4.add(f32x4.mul(f2, v128.load(u2 + i)), f32x4.mul(f3, v128.load(u3 + i)));
        v128.store(own + i, f32x4.sub(v128.load(own + i), f32x4.add(a, b)));
      }
    }
  }
}

/** Row k, less what the rows from `first` on have of it, divided by the root of its pivot. */
function factorRow(matrix: usize, size: i32, first: i32, k: i32): void {
  const own = at(matrix, k * size);
  const end = (<usize>size) << 2;
  const start: usize = (<usize>(k & ~3)) << 2;
  const stood = load<f32>(at(own, k));
  for (let above = first; above < k; above += 1) {
    const other = at(matrix, above * size);
    const factor = v128.load32_splat(at(other, k));
    for (let i = start; i < end; i += 16)
      v128.store(own + i, f32x4.sub(v128.load(own + i), f32x4.mul(factor, v128.load(other + i))));
  }
  const scale = f32x4.splat(1 / sqrt(max(load<f32>(at(own, k)), stood * 1e-6)));
  for (let i = start; i < end; i += 16) v128.store(own + i, f32x4.mul(v128.load(own + i), scale));
}

/** Solves Uᵀ·U·x = right in place. */
export function choleskySolve(factor: usize, size: i32, right: usize): void {
  for (let row = 0; row < size; row += 1) {
    const own = at(factor, row * size);
    const value = load<f32>(at(right, row)) / load<f32>(at(own, row));
    const v = f32x4.splat(value);
    let i = row + 1;
    for (; (i & 3) !== 0; i += 1)
      store<f32>(at(right, i), load<f32>(at(right, i)) - value * load<f32>(at(own, i)));
    for (; i < size; i += 4)
      v128.store(at(right, i), f32x4.sub(v128.load(at(right, i)), f32x4.mul(v, v128.load(at(own, i)))));
    store<f32>(at(right, row), value);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const own = at(factor, row * size);
    let rest = load<f32>(at(right, row));
    let i = row + 1;
    for (; (i & 3) !== 0; i += 1) rest -= load<f32>(at(own, i)) * load<f32>(at(right, i));
    let lanes = f32x4.splat(0);
    for (; i < size; i += 4) lanes = f32x4.add(lanes, f32x4.mul(v128.load(at(own, i)), v128.load(at(right, i))));
    store<f32>(at(right, row), (rest - sumLanes(lanes)) / load<f32>(at(own, row)));
  }
}
