import type { CancelToken } from '../../jobs/context.ts';
import type { Compute } from './compute.ts';

/** Columns of B that are packed together; part of the kernels' layout. */
const PANEL = 8;
const GEMM_ROWS = 48;

/** Rows that one partial Gram matrix sums. Fixed, because it fixes the order of additions. */
const gramRows = (rows: number): number => Math.max(2048, Math.ceil(rows / 128));

/** Yᵀ·Y of the first `rows` rows, in double precision from single-precision partial sums; d is a multiple of 8. */
export function fullGram(
  compute: Compute,
  y: Float32Array,
  rows: number,
  d: number,
  cancel?: CancelToken,
): Float64Array {
  const mark = compute.mark();
  const chunkRows = gramRows(rows);
  const chunks = Math.ceil(rows / chunkRows);
  const partials = compute.floats(chunks * d * d);
  compute.run('gramPartial', chunks, [y, rows, d, chunkRows, partials], { cancel });
  const gram = new Float64Array(d * d);
  for (let chunk = 0; chunk < chunks; chunk += 1)
    for (let i = 0; i < d; i += 1)
      for (let j = i; j < d; j += 1)
        gram[i * d + j] = (gram[i * d + j] ?? 0) + (partials[chunk * d * d + i * d + j] ?? 0);
  for (let i = 0; i < d; i += 1) for (let j = 0; j < i; j += 1) gram[i * d + j] = gram[j * d + i] ?? 0;
  compute.release(mark);
  return gram;
}

export interface Packed {
  readonly panels: Float32Array;
  readonly k: number;
  readonly n: number;
}

/**
 * Packs B (k × n, row-major) for `multiply`, or its transpose where B is given as n × k. `stride` is the distance
 * between stored rows. Give the memory back with mark and release.
 */
export function pack(
  compute: Compute,
  b: Float32Array,
  {
    k,
    n,
    transposed = false,
    stride = transposed ? k : n,
  }: { k: number; n: number; transposed?: boolean; stride?: number },
): Packed {
  const panels = compute.room(Math.ceil(n / PANEL) * PANEL * k);
  compute.run('packPanel', Math.ceil(n / PANEL), [b, stride, k, n, transposed ? 1 : 0, panels]);
  return { panels, k, n };
}

/** Packs a double-precision square matrix in single precision. */
export function packSquare(compute: Compute, matrix: Float64Array, size: number): Packed {
  return pack(compute, compute.putFloats(matrix), { k: size, n: size });
}

export interface Product {
  readonly a: Float32Array;
  readonly b: Packed;
  readonly c: Float32Array;
  /** Rows of A and C. */
  readonly m: number;
  readonly aStride?: number;
  readonly cStride?: number;
  readonly alpha?: number;
  readonly beta?: number;
}

/** C = beta·C + alpha·A·B. */
export function multiply(compute: Compute, product: Product, cancel?: CancelToken): void {
  const { a, b, c, m, aStride = b.k, cStride = b.n, alpha = 1, beta = 0 } = product;
  compute.run(
    'gemm',
    Math.ceil(m / GEMM_ROWS),
    [a, aStride, b.panels, c, cStride, m, b.n, b.k, alpha, beta, GEMM_ROWS],
    { cancel },
  );
}

/** Y = Y·B in place, with B square. Needs scratch of 48 rows. */
export function rotate(
  compute: Compute,
  y: Float32Array,
  rows: number,
  d: number,
  basis: Packed,
  cancel?: CancelToken,
): void {
  compute.run('rotateRows', Math.ceil(rows / GEMM_ROWS), [y, basis.panels, rows, d, GEMM_ROWS], { cancel });
}
