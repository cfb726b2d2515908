import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { compileKernels } from '../../../scripts/build-wasm.mjs';
import { cancelToken } from '../../../src/worker/jobs/context.ts';
import { Compute } from '../../../src/worker/matrix/compute/compute.ts';
import { fullGram, multiply, pack, rotate } from '../../../src/worker/matrix/compute/dense.ts';
import { csrFromPairs, transpose } from '../../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../../src/worker/matrix/random.ts';
import { rowNorms } from '../../../src/worker/matrix/weighting.ts';
import { projectFile } from '../../../src/worker/project-file.ts';

const one = new Compute({ threads: 1 });
const two = new Compute({ threads: 2 });
const plain = new Compute({ threads: 1, plain: true });
afterAll(async () => {
  await two.dispose();
});

/** Runs the same work on one thread, two threads and the plain reference; the first two must agree in every bit. */
function everywhere(work: (compute: Compute) => ArrayLike<number>): { fast: number[]; reference: number[] } {
  const fast = Array.from(work(one));
  expect(Array.from(work(two))).toEqual(fast);
  return { fast, reference: Array.from(work(plain)) };
}

function expectNear({ fast, reference }: { fast: number[]; reference: number[] }, tolerance = 1e-4): void {
  expect(fast.length).toBe(reference.length);
  const worst = fast.reduce((most, value, i) => Math.max(most, Math.abs(value - (reference[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(tolerance);
}

function randomFloats(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

function randomPairs(rows: number, columns: number, count: number) {
  const random = seededRandom(rows);
  return csrFromPairs({
    rows,
    columns,
    row: Array.from({ length: count }, () => random.below(rows)),
    column: Array.from({ length: count }, () => random.below(columns)),
    value: Array.from({ length: count }, () => 1 + random.below(3)),
  });
}

describe('the compiled kernels', () => {
  it('are what their sources compile to', async () => {
    const committed = readFileSync(projectFile('src', 'worker', 'matrix', 'wasm', 'kernels.wasm'));
    expect(Buffer.from(await compileKernels()).equals(committed)).toBe(true);
  });

  it.each([
    [1, 8],
    [7, 16],
    [50, 64],
  ])('scan %i rows of %i', (rows, d) => {
    expectNear(
      everywhere(compute => {
        const out = compute.floats(rows);
        const matrix = compute.putFloats(randomFloats(rows * d, 1));
        compute.run('dotScan', Math.ceil(rows / 6), [matrix, rows, d, compute.putFloats(randomFloats(d, 2)), out, 6]);
        return out;
      }),
    );
  });

  it.each([
    { rows: 1, d: 8 },
    { rows: 77, d: 24 },
    { rows: 130, d: 64 },
    { rows: 40, d: 1048 },
  ])('scan $rows packed rows of $d floats to the bits of a product with one row', ({ rows, d }) => {
    const results = everywhere(compute => {
      const b = pack(compute, compute.putFloats(randomFloats(rows * d, 1)), { k: d, n: rows, transposed: true });
      const vector = compute.putFloats(randomFloats(d, 2));
      const panels = Math.ceil(rows / 8);
      const out = compute.floats(panels * 8);
      compute.run('panelScan', Math.ceil(panels / 3), [b.panels, panels, d, vector, out, 3]);
      const product = compute.floats(rows);
      multiply(compute, { a: vector, b, c: product, m: 1 });
      expect(out.slice(0, rows)).toEqual(product.slice());
      return out.slice(0, rows);
    });
    expectNear(results, 1e-3);
  });

  it('sum tables with weights, and find the largest of each', () => {
    const [length, parts] = [200, 3];
    expectNear(
      everywhere(compute => {
        const tables = compute.putFloats(randomFloats(length * parts, 4));
        const out = compute.floats(length);
        const most = compute.floats(4);
        tables[70] = NaN;
        compute.run('weightedSum', 4, [tables, length, parts, compute.putFloats([0.5, -2, 3]), out, 64]);
        compute.run('largestOf', 2, [tables, length - 3, 64, most, 2]);
        expect(most).toEqual(
          Float32Array.from([0, 1, 2, 3], g =>
            Math.max(...tables.slice(g * 64, Math.min(length - 3, g * 64 + 64)).filter(value => !Number.isNaN(value))),
          ),
        );
        out[70] = 0;
        return [...out, ...most];
      }),
    );
  });

  it.each([
    { kernel: 'alsRows', rest: [1, 20, 1e-12, 4] },
    { kernel: 'alsBlocks', rest: [1, 32] },
    { kernel: 'alsBlocks', rest: [0, 40] },
  ] as const)('solve rows of least squares by $kernel ($rest)', ({ kernel, rest }) => {
    const [d, { rows, columns, indptr, indices }] = [40, randomPairs(70, 50, 1400)];
    expectNear(
      everywhere(compute => {
        const factors = compute.putFloats(randomFloats(columns * d, 7));
        const solved = compute.putFloats(randomFloats(rows * d, 8));
        const values = compute.putFloats(Float32Array.from(indices, (_, at) => 1 + (at % 3)));
        const gram = compute.putFloats(fullGram(compute, factors, columns, d).map(value => value * 0.5));
        const shared = kernel === 'alsBlocks' ? gram : compute.putFloats(randomFloats(d, 9).map(value => value ** 2));
        const ridges = compute.putFloats(Float32Array.from({ length: rows }, (_, row) => 1 + row / 10));
        const system = [compute.putInts(indptr), compute.putInts(indices), values, factors, solved, rows, d, shared];
        const last = kernel === 'alsBlocks' ? [compute.floats(indices.length), 4] : [];
        compute.run(kernel, Math.ceil(rows / 4), [...system, ridges, ...rest, ...last]);
        return solved;
      }),
      2e-3,
    );
  });

  it.each([
    { rows: 1, columns: 4 },
    { rows: 37, columns: 140 },
  ])('softmax over $rows rows of $columns columns', ({ rows, columns }) => {
    expectNear(
      everywhere(compute => {
        const logits = compute.putFloats(randomFloats(rows * columns, 1).map(value => 12 * value));
        const sums = compute.floats(columns);
        const maxima = compute.floats(columns);
        const offsets = compute.putFloats(randomFloats(rows, 2));
        const extras = compute.putFloats(randomFloats(columns, 3));
        const chunks = Math.ceil(columns / 64);
        compute.run('softmaxColumns', chunks, [logits, columns, rows, offsets, extras, maxima, sums, 64]);
        return [...logits, ...sums, ...maxima];
      }),
    );
  });

  it.each([
    { m: 1, n: 1, k: 1, transposed: false },
    { m: 50, n: 8, k: 3, transposed: true },
    { m: 97, n: 23, k: 40, transposed: false },
    { m: 61, n: 19, k: 1030, transposed: true },
  ])('multiply $m × $k by $k × $n (transposed: $transposed)', ({ m, n, k, transposed }) => {
    expectNear(
      everywhere(compute => {
        const c = compute.putFloats(randomFloats(m * n, 3));
        const b = pack(compute, compute.putFloats(randomFloats(k * n, 4)), { k, n, transposed });
        multiply(compute, { a: compute.putFloats(randomFloats(m * k, 5)), b, c, m, alpha: -0.5, beta: 0.25 });
        return c;
      }),
      1e-3,
    );
  });

  it('multiply like a plain double loop', () => {
    const [m, n, k] = [5, 9, 4];
    const [a, b] = [randomFloats(m * k, 1), randomFloats(k * n, 2)];
    const c = one.floats(m * n);
    multiply(one, { a: one.putFloats(a), b: pack(one, one.putFloats(b), { k, n }), c, m });
    for (let i = 0; i < m; i += 1)
      for (let j = 0; j < n; j += 1) {
        const sum = Array.from({ length: k }, (_, p) => a[i * k + p]! * b[p * n + j]!).reduce((x, y) => x + y);
        expect(c[i * n + j]).toBeCloseTo(sum, 5);
      }
  });

  it('sum Gram matrices over thousands of rows', () => {
    const [rows, d] = [5000, 24];
    const result = everywhere(compute => fullGram(compute, compute.putFloats(randomFloats(rows * d, 6)), rows, d));
    expectNear(result, 0.05);
    expect(result.fast[3 * d + 7]).toBe(result.fast[7 * d + 3]);
  });

  it('rotate rows in place', () => {
    const [rows, d] = [101, 16];
    expectNear(
      everywhere(compute => {
        const y = compute.putFloats(randomFloats(rows * d, 7));
        rotate(compute, y, rows, d, pack(compute, compute.putFloats(randomFloats(d * d, 8)), { k: d, n: d }));
        return y;
      }),
    );
  });

  it.each([true, false])('multiply a sparse by a dense matrix (with values: %s)', weighted => {
    const [rows, columns, d] = [37, 20, 16];
    const sparse = randomPairs(rows, columns, 150);
    expectNear(
      everywhere(compute => {
        const out = compute.floats(rows * d);
        const values = weighted ? compute.putFloats(sparse.values!) : null;
        const arrays = [compute.putInts(sparse.indptr), compute.putInts(sparse.indices), values];
        const dense = compute.putFloats(randomFloats(columns * d, 9));
        compute.run('sparseTimesDense', 5, [...arrays, dense, out, rows, d, 8]);
        return out;
      }),
    );
  });

  it.each([true, false])('find the nearest rows (cosine: %s)', cosine => {
    const [rows, k] = [40, 6];
    const matrix = randomPairs(rows, 25, 260);
    const both = [matrix, transpose(matrix)];
    expectNear(
      everywhere(compute => {
        const lists = both.flatMap(({ indptr, indices, values }) => [
          compute.putInts(indptr),
          compute.putInts(indices),
          compute.putFloats(values!),
        ]);
        const norms = cosine ? compute.putFloats(rowNorms(matrix)) : null;
        const found = compute.putInts(new Int32Array(rows * k));
        const similarities = compute.floats(rows * k);
        const counts = compute.putInts(new Int32Array(rows));
        compute.run('nearestRows', 5, [...lists, norms, rows, k, 2, found, similarities, counts, 8]);
        return [...found, ...similarities, ...counts];
      }),
      1e-5,
    );
  });

  it('take the same steps of pairwise ranking', () => {
    const [users, items, d] = [4, 6, 16];
    const triples = [0, 1, 2, 3, 5, 0, 1, 1, 4, 0, 3, 2];
    expectNear(
      everywhere(compute => {
        const factors = [users, items].map((rows, at) => compute.putFloats(randomFloats(rows * d, at)));
        const biases = compute.floats(items);
        compute.run('bprSteps', 1, [...factors, biases, compute.putInts(triples), 4, d, 0.1, 0.01]);
        return [...factors[0]!, ...factors[1]!, ...biases];
      }),
    );
  });

  it('stop when the caller cancels, and work again afterwards', () => {
    const cancel = cancelToken();
    const rows = 200_000;
    const out = two.floats(rows);
    const values = [two.floats(rows * 8), rows, 8, two.floats(8), out, 1];
    const onChunks = () => cancel.request();
    expect(() => two.run('dotScan', rows, values, { cancel, onChunks })).toThrow('cancelled');
    out.fill(1);
    two.run('dotScan', rows, values);
    expect(out.every(value => value === 0)).toBe(true);
  });

  it('say how much memory was wanted where 4 GB are not enough', () => {
    expect(() => new Compute({ threads: 1 }).floats(2 ** 30)).toThrow(/needs 4\.0 GB/);
  });
});
