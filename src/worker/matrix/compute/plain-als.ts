import { cholesky, choleskySolve } from '../cholesky.ts';
import { addScaled, dot, forRows } from './plain-arrays.ts';

/** The plain reference of the kernel of the same name, where its promise is said. */
export function alsRows(f: Float32Array, words: Int32Array, chunk: number, given: readonly number[]): void {
  const [indptr = 0, indices = 0, values = 0, factors = 0, solved = 0, rows = 0, d = 0] = given;
  const [shared = 0, ridges = 0, extra = 0, maxSteps = 0, tolerance = 0, chunkRows = 0] = given.slice(7);
  const pairsOf = pairReader(f, words, { indptr, indices, values, factors, d });
  forRows(chunk, chunkRows, rows, row => {
    const pairs = pairsOf(row);
    const diagonal = Float64Array.from({ length: d }, (_, i) => (f[shared / 4 + i] ?? 0) + (f[ridges / 4 + row] ?? 0));
    const x = f.subarray(solved / 4 + row * d, solved / 4 + row * d + d);
    if (pairs.length === 0) x.fill(0);
    else conjugateGradients(f, x, pairs, diagonal, { extra, maxSteps, tolerance });
  });
}

/** As above; predictions are made anew for each block instead of being kept. */
export function alsBlocks(f: Float32Array, words: Int32Array, chunk: number, given: readonly number[]): void {
  const [indptr = 0, indices = 0, values = 0, factors = 0, solved = 0, rows = 0, d = 0] = given;
  const [gram = 0, ridges = 0, extra = 0, block = 0, , chunkRows = 0] = given.slice(7);
  const pairsOf = pairReader(f, words, { indptr, indices, values, factors, d });
  forRows(chunk, chunkRows, rows, row => {
    const pairs = pairsOf(row);
    const x = solved / 4 + row * d;
    if (pairs.length === 0) f.fill(0, x, x + d);
    for (let start = 0; pairs.length > 0 && start < d; start += block) {
      const size = Math.min(block, d - start);
      const h = new Float64Array(size * size);
      const g = new Float64Array(size);
      const ridge = f[ridges / 4 + row] ?? 0;
      for (let i = 0; i < size; i += 1) {
        const from = gram / 4 + (start + i) * d;
        for (let j = 0; j < size; j += 1) h[i * size + j] = (f[from + start + j] ?? 0) + (i === j ? ridge : 0);
        g[i] = dot(f, from, x, d) + ridge * (f[x + start + i] ?? 0);
      }
      for (const { start: y, weight } of pairs) {
        addScaled(g, f, y + start, weight * dot(f, x, y, d) - weight - extra);
        for (let i = 0; i < size; i += 1)
          addScaled(h.subarray(i * size, i * size + size), f, y + start, weight * (f[y + start + i] ?? 0));
      }
      cholesky(h, size);
      choleskySolve(h, size, g);
      for (let i = 0; i < size; i += 1) f[x + start + i] = (f[x + start + i] ?? 0) - (g[i] ?? 0);
    }
  });
}

interface WeightedRow {
  start: number;
  weight: number;
}

function conjugateGradients(
  f: Float32Array,
  x: Float32Array,
  pairs: readonly WeightedRow[],
  diagonal: Float64Array,
  { extra, maxSteps, tolerance }: { extra: number; maxSteps: number; tolerance: number },
): void {
  const times = (v: ArrayLike<number>): Float64Array => {
    const result = diagonal.map((value, i) => value * (v[i] ?? 0));
    for (const { start, weight } of pairs) {
      let product = 0;
      for (let i = 0; i < diagonal.length; i += 1) product += (f[start + i] ?? 0) * (v[i] ?? 0);
      addScaled(result, f, start, weight * product);
    }
    return result;
  };
  x.fill(0);
  const r = new Float64Array(diagonal.length);
  for (const { start, weight } of pairs) addScaled(r, f, start, weight + extra);
  const p = r.map((value, i) => value / (diagonal[i] ?? 1));
  const enough = tolerance * product(r, r);
  let rz = product(r, p);
  for (let step = 0; step < maxSteps && product(r, r) > enough; step += 1) {
    const ap = times(p);
    const alpha = rz / product(p, ap);
    p.forEach((value, i) => (x[i] = (x[i] ?? 0) + alpha * value));
    ap.forEach((value, i) => (r[i] = (r[i] ?? 0) - alpha * value));
    const z = r.map((value, i) => value / (diagonal[i] ?? 1));
    const next = product(r, z);
    z.forEach((value, i) => (p[i] = value + (next / rz) * (p[i] ?? 0)));
    rz = next;
  }
}

/** A row's pairs: where their factors start, and their weights. */
function pairReader(
  f: Float32Array,
  words: Int32Array,
  { indptr, indices, values, factors, d }: Record<'indptr' | 'indices' | 'values' | 'factors' | 'd', number>,
): (row: number) => WeightedRow[] {
  return row => {
    const first = words[indptr / 4 + row] ?? 0;
    return Array.from({ length: (words[indptr / 4 + row + 1] ?? 0) - first }, (_, j) => ({
      start: factors / 4 + (words[indices / 4 + first + j] ?? 0) * d,
      weight: values === 0 ? 1 : (f[values / 4 + first + j] ?? 0),
    }));
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
