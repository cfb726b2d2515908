import type { Kernels } from './kernels.ts';
import { alsBlocks, alsRows } from './plain-als.ts';
import { addScaled, dot, forRows } from './plain-arrays.ts';
import { largestOf, weightedSum } from './plain-blend.ts';
import { softmaxColumns } from './plain-softmax.ts';

/**
 * The kernels in plain TypeScript over the same memory and with the same arguments: the reference that tests compare
 * the WebAssembly ones with, and what runs where SIMD is missing. What each computes is said at its fast twin.
 */
export function plainKernels(memory: WebAssembly.Memory): Kernels {
  const heap = () => new Float32Array(memory.buffer);
  const words = () => new Int32Array(memory.buffer);
  return {
    dotScan(chunk, _scratch, matrix = 0, rows = 0, d = 0, vector = 0, out = 0, chunkRows = 0) {
      const f = heap();
      forRows(chunk, chunkRows, rows, row => {
        f[out / 4 + row] = dot(f, matrix / 4 + row * d, vector / 4, d);
      });
    },

    panelScan(chunk, _scratch, packed = 0, panels = 0, k = 0, vector = 0, out = 0, chunkPanels = 0) {
      const f = heap();
      forRows(chunk, chunkPanels, panels, panel => {
        for (let row = panel * 8; row < panel * 8 + 8; row += 1)
          f[out / 4 + row] = panelDot(f, vector / 4, packed / 4, row, k);
      });
    },

    packPanel(panel, _scratch, b = 0, stride = 0, k = 0, n = 0, transposed = 0, packed = 0) {
      const f = heap();
      for (let p = 0; p < k; p += 1) {
        for (let j = 0; j < 8; j += 1) {
          const column = panel * 8 + j;
          const from = b / 4 + (transposed === 0 ? p * stride + column : column * stride + p);
          f[packed / 4 + panel * k * 8 + p * 8 + j] = column < n ? (f[from] ?? 0) : 0;
        }
      }
    },

    gemm(
      chunk,
      _scratch,
      a = 0,
      aStride = 0,
      packed = 0,
      c = 0,
      cStride = 0,
      m = 0,
      n = 0,
      k = 0,
      alpha = 1,
      beta = 0,
      chunkRows = 0,
    ) {
      const f = heap();
      forRows(chunk, chunkRows, m, row => {
        for (let column = 0; column < n; column += 1) {
          const sum = alpha * panelDot(f, a / 4 + row * aStride, packed / 4, column, k);
          const to = c / 4 + row * cStride + column;
          f[to] = beta === 0 ? sum : beta * (f[to] ?? 0) + sum;
        }
      });
    },

    rotateRows(chunk, _scratch, matrix = 0, packed = 0, rows = 0, k = 0, chunkRows = 0) {
      const f = heap();
      forRows(chunk, chunkRows, rows, row => {
        const start = matrix / 4 + row * k;
        const old = f.slice(start, start + k);
        for (let column = 0; column < k; column += 1) {
          let sum = 0;
          for (let p = 0; p < k; p += 1) sum += (old[p] ?? 0) * (f[panelIndex(packed / 4, column, p, k)] ?? 0);
          f[start + column] = sum;
        }
      });
    },

    gramPartial(chunk, _scratch, y = 0, rows = 0, d = 0, chunkRows = 0, partials = 0) {
      const f = heap();
      const sums = new Float64Array(d * d);
      forRows(chunk, chunkRows, rows, row => {
        const start = y / 4 + row * d;
        for (let i = 0; i < d; i += 1)
          for (let j = i; j < d; j += 1)
            sums[i * d + j] = (sums[i * d + j] ?? 0) + (f[start + i] ?? 0) * (f[start + j] ?? 0);
      });
      f.set(sums, partials / 4 + chunk * d * d);
    },

    alsRows: (chunk, _scratch, ...values) => alsRows(heap(), words(), chunk, values),

    alsBlocks: (chunk, _scratch, ...values) => alsBlocks(heap(), words(), chunk, values),

    sparseTimesDense(
      chunk,
      _scratch,
      indptr = 0,
      indices = 0,
      values = 0,
      dense = 0,
      out = 0,
      rows = 0,
      d = 0,
      chunkRows = 0,
    ) {
      const f = heap();
      const i32 = words();
      forRows(chunk, chunkRows, rows, row => {
        const sums = new Float64Array(d);
        for (let at = i32[indptr / 4 + row] ?? 0; at < (i32[indptr / 4 + row + 1] ?? 0); at += 1) {
          const value = values === 0 ? 1 : (f[values / 4 + at] ?? 0);
          addScaled(sums, f, dense / 4 + (i32[indices / 4 + at] ?? 0) * d, value);
        }
        f.set(sums, out / 4 + row * d);
      });
    },

    bprSteps(
      _chunk,
      _scratch,
      users = 0,
      items = 0,
      biases = 0,
      triples = 0,
      count = 0,
      d = 0,
      rate = 0,
      regularization = 0,
    ) {
      const f = heap();
      const i32 = words();
      for (let t = 0; t < count; t += 1) {
        const [user = 0, played = 0, other = 0] = i32.subarray(triples / 4 + t * 3, triples / 4 + t * 3 + 3);
        bprStep(f, [users / 4 + user * d, items / 4 + played * d, items / 4 + other * d], d, {
          bias: [biases / 4 + played, biases / 4 + other],
          rate,
          keep: 1 - rate * regularization,
        });
      }
    },

    nearestRows(
      chunk,
      _scratch,
      indptr = 0,
      indices = 0,
      values = 0,
      columnIndptr = 0,
      columnIndices = 0,
      columnValues = 0,
      norms = 0,
      rows = 0,
      k = 0,
      shrink = 0,
      outIndices = 0,
      outValues = 0,
      outCounts = 0,
      chunkRows = 0,
    ) {
      const f = heap();
      const i32 = words();
      const normOf = (row: number): number => f[norms / 4 + row] ?? 0;
      forRows(chunk, chunkRows, rows, row => {
        const dots = new Map<number, number>();
        for (let at = i32[indptr / 4 + row] ?? 0; at < (i32[indptr / 4 + row + 1] ?? 0); at += 1) {
          const column = i32[indices / 4 + at] ?? 0;
          const weight = values === 0 ? 1 : (f[values / 4 + at] ?? 0);
          for (let to = i32[columnIndptr / 4 + column] ?? 0; to < (i32[columnIndptr / 4 + column + 1] ?? 0); to += 1) {
            const other = i32[columnIndices / 4 + to] ?? 0;
            const product = weight * (columnValues === 0 ? 1 : (f[columnValues / 4 + to] ?? 0));
            dots.set(other, (dots.get(other) ?? 0) + product);
          }
        }
        const nearest = [...dots]
          .filter(([other, score]) => other !== row && score > 0)
          .map(([other, score]) => ({
            other,
            score: Math.fround(norms === 0 ? score : score / (normOf(row) * normOf(other) + shrink)),
          }))
          .sort((a, b) => b.score - a.score || a.other - b.other)
          .slice(0, k)
          .sort((a, b) => a.other - b.other);
        nearest.forEach(({ other, score }, at) => {
          i32[outIndices / 4 + row * k + at] = other;
          f[outValues / 4 + row * k + at] = score;
        });
        i32[outCounts / 4 + row] = nearest.length;
      });
    },

    softmaxColumns: (chunk, _scratch, ...values) => softmaxColumns(heap(), chunk, values),

    weightedSum: (chunk, _scratch, ...values) => weightedSum(heap(), chunk, values),

    largestOf: (chunk, _scratch, ...values) => largestOf(heap(), chunk, values),
  };
}

/** @param starts where the factors of the user, the item played and the item not played begin */
function bprStep(
  f: Float32Array,
  [x, y, z]: [number, number, number],
  d: number,
  { bias: [a, b], rate, keep }: { bias: [number, number]; rate: number; keep: number },
): void {
  const margin = dot(f, x, y, d) - dot(f, x, z, d) + (f[a] ?? 0) - (f[b] ?? 0);
  const step = rate / (1 + Math.exp(margin));
  for (let i = 0; i < d; i += 1) {
    const [xi, yi, zi] = [f[x + i] ?? 0, f[y + i] ?? 0, f[z + i] ?? 0];
    f[x + i] = xi * keep + step * (yi - zi);
    f[y + i] = yi * keep + step * xi;
    f[z + i] = zi * keep - step * xi;
  }
  f[a] = (f[a] ?? 0) * keep + step;
  f[b] = (f[b] ?? 0) * keep - step;
}

const panelIndex = (packed: number, column: number, p: number, k: number): number =>
  packed + (column >> 3) * k * 8 + p * 8 + (column & 7);

function panelDot(f: Float32Array, a: number, packed: number, column: number, k: number): number {
  let sum = 0;
  for (let p = 0; p < k; p += 1) sum += (f[a + p] ?? 0) * (f[panelIndex(packed, column, p, k)] ?? 0);
  return sum;
}
