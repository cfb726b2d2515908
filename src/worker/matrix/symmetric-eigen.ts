import { TracklakeError } from '../../shared/errors.ts';

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Row-major size × size; column j belongs to values[j], and the columns are orthonormal. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix (row-major, the lower triangle is read): Householder
 * reduction to tridiagonal form, then QL with implicit shifts (Golub & Van Loan, chapter 8). O(size³).
 */
export function symmetricEigen(matrix: Float64Array, size: number): Eigen {
  // Works on rows of the transposed eigenvector matrix, so that inner loops walk along memory.
  const q = transposedLower(matrix, size);
  const diagonal = new Float64Array(size);
  const off = new Float64Array(size);
  tridiagonalise(q, size, diagonal, off);
  diagonalise(q, size, diagonal, off);
  return sortedAscending(q, size, diagonal);
}

/** A full symmetric copy made from the lower triangle. */
function transposedLower(matrix: Float64Array, size: number): Float64Array {
  const copy = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1)
    for (let j = 0; j <= i; j += 1) {
      copy[i * size + j] = matrix[i * size + j] ?? 0;
      copy[j * size + i] = matrix[i * size + j] ?? 0;
    }
  return copy;
}

/** Householder: leaves the tridiagonal matrix in `diagonal` and `off` (off[i] couples i-1 and i), and Qᵀ in `a`. */
function tridiagonalise(a: Float64Array, size: number, diagonal: Float64Array, off: Float64Array): void {
  const reflectors: Float64Array[] = [];
  const p = new Float64Array(size);
  for (let k = 0; k < size - 2; k += 1) {
    const v = columnBelow(a, size, k);
    reflectors.push(v);
    const squares = dot(v, v, k + 1, size);
    off[k + 1] = a[(k + 1) * size + k] ?? 0;
    if (squares === 0) continue;
    const first = v[k + 1] ?? 0;
    const length = first > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    off[k + 1] = length;
    v[k + 1] = first - length;
    const scale = Math.sqrt(2 / (squares - 2 * length * first + length * length));
    for (let i = k + 1; i < size; i += 1) v[i] = (v[i] ?? 0) * scale;
    reflectBothSides(a, size, k + 1, v, p);
  }
  if (size > 1) off[size - 1] = a[(size - 1) * size + size - 2] ?? 0;
  for (let i = 0; i < size; i += 1) diagonal[i] = a[i * size + i] ?? 0;
  accumulate(a, size, reflectors);
}

function columnBelow(a: Float64Array, size: number, k: number): Float64Array {
  const v = new Float64Array(size);
  for (let i = k + 1; i < size; i += 1) v[i] = a[k * size + i] ?? 0;
  return v;
}

/** A ← (I - v·vᵀ)·A·(I - v·vᵀ) for the block that starts at `from`; v has length √2. */
function reflectBothSides(a: Float64Array, size: number, from: number, v: Float64Array, p: Float64Array): void {
  for (let i = from; i < size; i += 1) p[i] = dotRow(a, i * size, v, from, size);
  const half = dot(v, p, from, size) / 2;
  for (let i = from; i < size; i += 1) p[i] = (p[i] ?? 0) - half * (v[i] ?? 0);
  for (let i = from; i < size; i += 1) {
    const vi = v[i] ?? 0;
    const pi = p[i] ?? 0;
    const row = i * size;
    for (let j = from; j < size; j += 1) a[row + j] = (a[row + j] ?? 0) - vi * (p[j] ?? 0) - pi * (v[j] ?? 0);
  }
}

/** Qᵀ = H_last … H_1, as rows. */
function accumulate(q: Float64Array, size: number, reflectors: readonly Float64Array[]): void {
  q.fill(0);
  for (let i = 0; i < size; i += 1) q[i * size + i] = 1;
  for (let k = reflectors.length - 1; k >= 0; k -= 1) {
    const v = reflectors[k];
    if (v === undefined || dot(v, v, k + 1, size) === 0) continue;
    for (let i = k + 1; i < size; i += 1) {
      const along = dotRow(q, i * size, v, k + 1, size);
      for (let j = k + 1; j < size; j += 1) q[i * size + j] = (q[i * size + j] ?? 0) - along * (v[j] ?? 0);
    }
  }
}

/** QL with implicit shifts; rotations are applied to the rows of `q`. */
function diagonalise(q: Float64Array, size: number, d: Float64Array, off: Float64Array): void {
  const e = new Float64Array(size);
  e.set(off.subarray(1));
  for (let l = 0; l < size; l += 1) {
    for (let turn = 0; ; turn += 1) {
      const m = firstNegligible(d, e, l, size);
      if (m === l) break;
      if (turn === 60) throw new TracklakeError('internal', `eigenvalue ${l} of ${size} did not converge`);
      sweep(q, size, d, e, l, m);
    }
  }
}

function firstNegligible(d: Float64Array, e: Float64Array, from: number, size: number): number {
  let m = from;
  while (m < size - 1) {
    const near = Math.abs(d[m] ?? 0) + Math.abs(d[m + 1] ?? 0);
    if (Math.abs(e[m] ?? 0) <= Number.EPSILON * near) break;
    m += 1;
  }
  return m;
}

function sweep(q: Float64Array, size: number, d: Float64Array, e: Float64Array, l: number, m: number): void {
  const dl = d[l] ?? 0;
  const el = e[l] ?? 0;
  let g = ((d[l + 1] ?? 0) - dl) / (2 * el);
  g = (d[m] ?? 0) - dl + el / (g + Math.sign(g || 1) * Math.hypot(g, 1));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i -= 1) {
    const f = s * (e[i] ?? 0);
    const b = c * (e[i] ?? 0);
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = (d[i + 1] ?? 0) - p;
      e[m] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = (d[i + 1] ?? 0) - p;
    const t = ((d[i] ?? 0) - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    rotateRows(q, size, i, s, c);
  }
  d[l] = (d[l] ?? 0) - p;
  e[l] = g;
  e[m] = 0;
}

function rotateRows(q: Float64Array, size: number, i: number, s: number, c: number): void {
  const low = q.subarray(i * size, (i + 1) * size);
  const high = q.subarray((i + 1) * size, (i + 2) * size);
  for (let k = 0; k < size; k += 1) {
    const h = high[k] ?? 0;
    const w = low[k] ?? 0;
    high[k] = s * w + c * h;
    low[k] = c * w - s * h;
  }
}

function sortedAscending(q: Float64Array, size: number, d: Float64Array): Eigen {
  const order = Array.from(d.keys()).sort((a, b) => (d[a] ?? 0) - (d[b] ?? 0));
  const vectors = new Float64Array(size * size);
  order.forEach((from, to) => {
    for (let i = 0; i < size; i += 1) vectors[i * size + to] = q[from * size + i] ?? 0;
  });
  return { values: Float64Array.from(order, from => d[from] ?? 0), vectors };
}

function dot(a: Float64Array, b: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function dotRow(a: Float64Array, start: number, v: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += (a[start + i] ?? 0) * (v[i] ?? 0);
  return sum;
}
