import { at, chunkEnd, dot, sumLanes } from './lanes';

// One half of an iteration of implicit ALS, for the rows of a chunk, by preconditioned conjugate gradients. Both sides
// are given in the coordinates in which the fixed side's Gram matrix is diagonal, so that the part of the system that
// all rows share costs d instead of d² operations, and preconditions it too: so well that a start from nothing loses
// nothing against one from the last factors, which would have to be brought into these coordinates first.

/**
 * Solves (diag(shared) + ridge[row]·I + Σ w·y·yᵀ)·x = Σ (w + extra)·y for each row, starting from x = 0. Stops after
 * `maxSteps`, or when the squared residual is at most `tolerance` × the squared right side. `values` 0 means w = 1.
 * Scratch holds 4 vectors of d floats. `d` is a multiple of 8.
 */
export function alsRows(
  chunk: i32,
  scratch: usize,
  indptr: usize,
  indices: usize,
  values: usize,
  factors: usize,
  solved: usize,
  rows: i32,
  d: i32,
  shared: usize,
  ridges: usize,
  extra: f32,
  maxSteps: i32,
  tolerance: f32,
  chunkRows: i32,
): void {
  const bytes = (<usize>d) << 2;
  const r = scratch;
  const p = r + bytes;
  const ap = p + bytes;
  const m = ap + bytes;
  const end = chunkEnd(chunk, chunkRows, rows);
  for (let row = chunk * chunkRows; row < end; row += 1) {
    const first = load<i32>(at(indptr, row));
    const count = load<i32>(at(indptr, row), 4) - first;
    const x = solved + (<usize>row) * bytes;
    if (count === 0) {
      memory.fill(x, 0, bytes);
      continue;
    }
    const list = at(indices, first);
    const weights: usize = values === 0 ? 0 : at(values, first);
    addRidge(m, shared, load<f32>(at(ridges, row)), d);
    solveRow(x, r, p, ap, m, list, weights, count, factors, d, extra, maxSteps, tolerance);
  }
}

function addRidge(m: usize, shared: usize, ridge: f32, d: i32): void {
  const v = f32x4.splat(ridge);
  for (let i: usize = 0; i < (<usize>d) << 2; i += 16) v128.store(m + i, f32x4.add(v128.load(shared + i), v));
}

function solveRow(
  x: usize,
  r: usize,
  p: usize,
  ap: usize,
  m: usize,
  list: usize,
  weights: usize,
  count: i32,
  factors: usize,
  d: i32,
  extra: f32,
  maxSteps: i32,
  tolerance: f32,
): void {
  const bytes = (<usize>d) << 2;
  memory.fill(x, 0, bytes);
  memory.fill(r, 0, bytes);
  addTargets(r, list, weights, count, factors, bytes, extra);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(p + i, f32x4.div(v128.load(r + i), v128.load(m + i)));
  const enough = tolerance * dot(r, r, d);
  let rz = dot(r, p, d);
  for (let step = 0; step < maxSteps; step += 1) {
    if (dot(r, r, d) <= enough || !(rz > f32.MIN_NORMAL_VALUE)) break; // below it, the quotients are 0 / 0
    diagonalTimes(ap, m, p, bytes);
    addRows(ap, p, list, weights, count, factors, bytes);
    const alpha = rz / dot(p, ap, d);
    const a = f32x4.splat(alpha);
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) {
      v128.store(x + i, f32x4.add(v128.load(x + i), f32x4.mul(a, v128.load(p + i))));
      const residual = f32x4.sub(v128.load(r + i), f32x4.mul(a, v128.load(ap + i)));
      v128.store(r + i, residual);
      sum = f32x4.add(sum, f32x4.div(f32x4.mul(residual, residual), v128.load(m + i)));
    }
    const next = sumLanes(sum);
    const b = f32x4.splat(next / rz);
    rz = next;
    for (let i: usize = 0; i < bytes; i += 16) {
      const z = f32x4.div(v128.load(r + i), v128.load(m + i));
      v128.store(p + i, f32x4.add(z, f32x4.mul(b, v128.load(p + i))));
    }
  }
}

// @ts-ignore: decorator
@inline
function diagonalTimes(out: usize, m: usize, v: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) v128.store(out + i, f32x4.mul(v128.load(m + i), v128.load(v + i)));
}

// @ts-ignore: decorator
@inline
function weightAt(weights: usize, j: i32): f32 {
  return weights === 0 ? 1 : load<f32>(at(weights, j));
}

// @ts-ignore: decorator
@inline
function rowAt(list: usize, j: i32, factors: usize, bytes: usize): usize {
  return factors + (<usize>load<u32>(at(list, j))) * bytes;
}

/** out += Σ (w + extra)·y; four rows at a time. */
function addTargets(
  out: usize,
  list: usize,
  weights: usize,
  count: i32,
  factors: usize,
  bytes: usize,
  extra: f32,
): void {
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    add4(
      out,
      rowAt(list, j, factors, bytes),
      rowAt(list, j + 1, factors, bytes),
      rowAt(list, j + 2, factors, bytes),
      rowAt(list, j + 3, factors, bytes),
      weightAt(weights, j) + extra,
      weightAt(weights, j + 1) + extra,
      weightAt(weights, j + 2) + extra,
      weightAt(weights, j + 3) + extra,
      bytes,
    );
  }
  for (; j < count; j += 1) add1(out, rowAt(list, j, factors, bytes), weightAt(weights, j) + extra, bytes);
}

/** out += Σ w·(y·v)·y; four rows at a time. */
function addRows(
  out: usize,
  v: usize,
  list: usize,
  weights: usize,
  count: i32,
  factors: usize,
  bytes: usize,
): void {
  let j = 0;
  for (; j + 4 <= count; j += 4) {
    const y0 = rowAt(list, j, factors, bytes);
    const y1 = rowAt(list, j + 1, factors, bytes);
    const y2 = rowAt(list, j + 2, factors, bytes);
    const y3 = rowAt(list, j + 3, factors, bytes);
    let d0 = f32x4.splat(0);
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    for (let i: usize = 0; i < bytes; i += 16) {
      const a = v128.load(v + i);
      d0 = f32x4.add(d0, f32x4.mul(v128.load(y0 + i), a));
      d1 = f32x4.add(d1, f32x4.mul(v128.load(y1 + i), a));
      d2 = f32x4.add(d2, f32x4.mul(v128.load(y2 + i), a));
      d3 = f32x4.add(d3, f32x4.mul(v128.load(y3 + i), a));
    }
    const f0 = weightAt(weights, j) * sumLanes(d0);
    const f1 = weightAt(weights, j + 1) * sumLanes(d1);
    const f2 = weightAt(weights, j + 2) * sumLanes(d2);
    const f3 = weightAt(weights, j + 3) * sumLanes(d3);
    add4(out, y0, y1, y2, y3, f0, f1, f2, f3, bytes);
  }
  for (; j < count; j += 1) {
    const y = rowAt(list, j, factors, bytes);
    let sum = f32x4.splat(0);
    for (let i: usize = 0; i < bytes; i += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(y + i), v128.load(v + i)));
    add1(out, y, weightAt(weights, j) * sumLanes(sum), bytes);
  }
}

// @ts-ignore: decorator
@inline
function add4(
  out: usize,
  y0: usize,
  y1: usize,
  y2: usize,
  y3: usize,
  f0: f32,
  f1: f32,
  f2: f32,
  f3: f32,
  bytes: usize,
): void {
  const s0 = f32x4.splat(f0);
  const s1 = f32x4.splat(f1);
  const s2 = f32x4.splat(f2);
  const s3 = f32x4.splat(f3);
  for (let i: usize = 0; i < bytes; i += 16) {
    const a = f32x4.add(f32x4.mul(v128.load(y0 + i), s0), f32x4.mul(v128.load(y1 + i), s1));
    const b = f32x4.add(f32x4.mul(v128.load(y2 + i), s2), f32x4.mul(v128.load(y3 + i), s3));
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.add(a, b)));
  }
}

// @ts-ignore: decorator
@inline
function add1(out: usize, y: usize, f: f32, bytes: usize): void {
  const s = f32x4.splat(f);
  for (let i: usize = 0; i < bytes; i += 16)
    v128.store(out + i, f32x4.add(v128.load(out + i), f32x4.mul(v128.load(y + i), s)));
}
