import { at, chunkEnd } from './lanes';

// C = beta·C + alpha·A·B with B packed once into panels of 8 columns, tiles of 4 × 8 kept in registers, and the inner
// dimension in blocks of DEPTH so that a panel block stays in the first cache. Each entry is summed in one fixed order.

const DEPTH: i32 = 512;
const PANEL: i32 = 8;
const TILE: i32 = 4;

/**
 * Packs one panel of B: packed[panel][p][0..8]. `transposed` says that B is given as its transpose (columns as rows of
 * length k). Columns beyond n are 0.
 */
export function packPanel(
  panel: i32,
  scratch: usize,
  b: usize,
  stride: i32,
  k: i32,
  n: i32,
  transposed: i32,
  packed: usize,
): void {
  const first = panel * PANEL;
  let to = at(packed, 0) + (<usize>panel) * ((<usize>(k * PANEL)) << 2);
  if (!transposed && first + PANEL <= n) {
    let from = at(b, first);
    for (let p = 0; p < k; p += 1) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += PANEL << 2;
      from += (<usize>stride) << 2;
    }
    return;
  }
  for (let p = 0; p < k; p += 1) {
    for (let j = 0; j < PANEL; j += 1) {
      const column = first + j;
      let value: f32 = 0;
      if (column < n) {
        const row: usize = transposed ? <usize>column : <usize>p;
        const offset: usize = transposed ? <usize>p : <usize>column;
        value = load<f32>(b + ((row * <usize>stride + offset) << 2));
      }
      store<f32>(to, value);
      to += 4;
    }
  }
}

/** The rows of one chunk of C. `a` is m × k with `aStride`, `c` is m × n with `cStride`. */
export function gemm(
  chunk: i32,
  scratch: usize,
  a: usize,
  aStride: i32,
  packed: usize,
  c: usize,
  cStride: i32,
  m: i32,
  n: i32,
  k: i32,
  alpha: f32,
  beta: f32,
  chunkRows: i32,
): void {
  const first = chunk * chunkRows;
  multiplyRows(
    a + (((<usize>first) * (<usize>aStride)) << 2),
    aStride,
    packed,
    c + (((<usize>first) * (<usize>cStride)) << 2),
    cStride,
    chunkEnd(chunk, chunkRows, m) - first,
    n,
    k,
    alpha,
    beta,
    scratch,
  );
}

/** matrix = matrix · B for the rows of one chunk, in place; B is k × k and packed. */
export function rotateRows(
  chunk: i32,
  scratch: usize,
  matrix: usize,
  packed: usize,
  rows: i32,
  k: i32,
  chunkRows: i32,
): void {
  const first = chunk * chunkRows;
  const count = chunkEnd(chunk, chunkRows, rows) - first;
  const start = matrix + (((<usize>first) * (<usize>k)) << 2);
  const bytes = (<usize>(count * k)) << 2;
  const copy = scratch + 256;
  memory.copy(copy, start, bytes);
  multiplyRows(copy, k, packed, start, k, count, k, k, 1, 0, scratch);
}

export function multiplyRows(
  a: usize,
  aStride: i32,
  packed: usize,
  c: usize,
  cStride: i32,
  m: i32,
  n: i32,
  k: i32,
  alpha: f32,
  beta: f32,
  edge: usize,
): void {
  const panelBytes = (<usize>(k * PANEL)) << 2;
  for (let p = 0; p < k; p += DEPTH) {
    const depth = k - p < DEPTH ? k - p : DEPTH;
    const keep: f32 = p === 0 ? beta : 1;
    let panel = packed + ((<usize>(p * PANEL)) << 2);
    for (let column = 0; column < n; column += PANEL) {
      let row = 0;
      const wide = column + PANEL <= n;
      for (; row + TILE <= m; row += TILE) {
        const aTile = at(a, p) + (((<usize>row) * (<usize>aStride)) << 2);
        const cTile = at(c, column) + (((<usize>row) * (<usize>cStride)) << 2);
        if (wide) {
          tile4(aTile, aStride, panel, cTile, cStride, depth, alpha, keep);
        } else {
          for (let i = 0; i < TILE; i += 1)
            narrowRow(aTile + (((<usize>i) * (<usize>aStride)) << 2), panel, cTile + (((<usize>i) * (<usize>cStride)) << 2), n - column, depth, alpha, keep, edge);
        }
      }
      for (; row < m; row += 1) {
        const aRow = at(a, p) + (((<usize>row) * (<usize>aStride)) << 2);
        const cRow = at(c, column) + (((<usize>row) * (<usize>cStride)) << 2);
        narrowRow(aRow, panel, cRow, wide ? PANEL : n - column, depth, alpha, keep, edge);
      }
      panel += panelBytes;
    }
  }
}

/** One row of a panel, `columns` ≤ 8 of it. The same order of additions as a tile. */
function narrowRow(a: usize, panel: usize, c: usize, columns: i32, depth: i32, alpha: f32, keep: f32, edge: usize): void {
  let left = f32x4.splat(0);
  let right = f32x4.splat(0);
  for (let p = 0; p < depth; p += 1) {
    const value = v128.load32_splat(a);
    left = f32x4.add(left, f32x4.mul(value, v128.load(panel)));
    right = f32x4.add(right, f32x4.mul(value, v128.load(panel, 16)));
    a += 4;
    panel += 32;
  }
  v128.store(edge, left);
  v128.store(edge, right, 16);
  for (let j = 0; j < columns; j += 1) {
    const sum = load<f32>(at(edge, j)) * alpha;
    store<f32>(at(c, j), keep === 0 ? sum : load<f32>(at(c, j)) * keep + sum);
  }
}

// @ts-ignore: decorator
@inline
function put(c: usize, left: v128, right: v128, alpha: v128, keep: f32): void {
  left = f32x4.mul(left, alpha);
  right = f32x4.mul(right, alpha);
  if (keep !== 0) {
    const factor = f32x4.splat(keep);
    left = f32x4.add(f32x4.mul(v128.load(c), factor), left);
    right = f32x4.add(f32x4.mul(v128.load(c, 16), factor), right);
  }
  v128.store(c, left);
  v128.store(c, right, 16);
}

function tile4(a0: usize, aStride: i32, panel: usize, c: usize, cStride: i32, depth: i32, alpha: f32, keep: f32): void {
  const step = (<usize>aStride) << 2;
  let a1 = a0 + step;
  let a2 = a1 + step;
  let a3 = a2 + step;
  let l0 = f32x4.splat(0);
  let r0 = l0;
  let l1 = l0;
  let r1 = l0;
  let l2 = l0;
  let r2 = l0;
  let l3 = l0;
  let r3 = l0;
  let left = l0;
  let right = l0;
  let value = l0;
  // Two at a time: the order of additions stays, half of the bookkeeping goes.
  const pairs = a0 + (<usize>(depth & ~1) << 2);
  while (a0 < pairs) {
    left = v128.load(panel);
    right = v128.load(panel, 16);
    value = v128.load32_splat(a0);
    l0 = f32x4.add(l0, f32x4.mul(value, left));
    r0 = f32x4.add(r0, f32x4.mul(value, right));
    value = v128.load32_splat(a1);
    l1 = f32x4.add(l1, f32x4.mul(value, left));
    r1 = f32x4.add(r1, f32x4.mul(value, right));
    value = v128.load32_splat(a2);
    l2 = f32x4.add(l2, f32x4.mul(value, left));
    r2 = f32x4.add(r2, f32x4.mul(value, right));
    value = v128.load32_splat(a3);
    l3 = f32x4.add(l3, f32x4.mul(value, left));
    r3 = f32x4.add(r3, f32x4.mul(value, right));
    left = v128.load(panel, 32);
    right = v128.load(panel, 48);
    value = v128.load32_splat(a0, 4);
    l0 = f32x4.add(l0, f32x4.mul(value, left));
    r0 = f32x4.add(r0, f32x4.mul(value, right));
    value = v128.load32_splat(a1, 4);
    l1 = f32x4.add(l1, f32x4.mul(value, left));
    r1 = f32x4.add(r1, f32x4.mul(value, right));
    value = v128.load32_splat(a2, 4);
    l2 = f32x4.add(l2, f32x4.mul(value, left));
    r2 = f32x4.add(r2, f32x4.mul(value, right));
    value = v128.load32_splat(a3, 4);
    l3 = f32x4.add(l3, f32x4.mul(value, left));
    r3 = f32x4.add(r3, f32x4.mul(value, right));
    a0 += 8;
    a1 += 8;
    a2 += 8;
    a3 += 8;
    panel += 64;
  }
  if (depth & 1) {
    left = v128.load(panel);
    right = v128.load(panel, 16);
    value = v128.load32_splat(a0);
    l0 = f32x4.add(l0, f32x4.mul(value, left));
    r0 = f32x4.add(r0, f32x4.mul(value, right));
    value = v128.load32_splat(a1);
    l1 = f32x4.add(l1, f32x4.mul(value, left));
    r1 = f32x4.add(r1, f32x4.mul(value, right));
    value = v128.load32_splat(a2);
    l2 = f32x4.add(l2, f32x4.mul(value, left));
    r2 = f32x4.add(r2, f32x4.mul(value, right));
    value = v128.load32_splat(a3);
    l3 = f32x4.add(l3, f32x4.mul(value, left));
    r3 = f32x4.add(r3, f32x4.mul(value, right));
  }
  const scale = f32x4.splat(alpha);
  const row = (<usize>cStride) << 2;
  put(c, l0, r0, scale, keep);
  c += row;
  put(c, l1, r1, scale, keep);
  c += row;
  put(c, l2, r2, scale, keep);
  c += row;
  put(c, l3, r3, scale, keep);
}
