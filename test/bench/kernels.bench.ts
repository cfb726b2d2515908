import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { batchScorer } from '../../src/worker/evaluation/batch-scorer.ts';
import { fullRanking } from '../../src/worker/evaluation/benchmarks/full-ranking.ts';
import { bareDataset, readLightGcnSplit } from '../../src/worker/evaluation/benchmarks/split.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { Compute } from '../../src/worker/matrix/compute/compute.ts';
import { multiply, pack } from '../../src/worker/matrix/compute/dense.ts';
import { seededRandom } from '../../src/worker/matrix/random.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { itemKnn } from '../../src/worker/recommenders/item-knn.ts';

/*
 * The kernels against plain TypeScript in the same run, and item-kNN on Gowalla.
 *
 *   node test/bench/kernels.bench.ts [--small]
 *
 * CPU seconds stand beside wall seconds, because they are what a busy machine doesn't stretch.
 */
const small = process.argv.includes('--small');
const size = small ? 512 : 1024;
const scanRows = small ? 200_000 : 1_000_000;
const lines: { what: string; figure: string; bound: string; met: boolean }[] = [];

const one = new Compute({ threads: 1 });
const two = new Compute({ threads: 2 });
measureGemm();
measureScan();
await two.dispose();
await measureItemKnn();

for (const { what, figure, bound, met } of lines)
  console.log(`${what.padEnd(52)}${figure.padStart(34)}   ${bound}${met ? '' : '   MISSED'}`);
process.exitCode = lines.every(({ met }) => met) ? 0 : 1;

function measureGemm(): void {
  const a = one.putFloats(randomFloats(size * size));
  const b = one.putFloats(randomFloats(size * size));
  const c = one.floats(size * size);
  const fast = best(5, () => {
    const mark = one.mark();
    multiply(one, { a, b: pack(one, b, { k: size, n: size }), c, m: size });
    one.release(mark);
  });
  const plain = best(2, () => blockedProduct(a, b, new Float32Array(size * size), size));
  const gflops = (seconds: number): number => (2 * size ** 3) / seconds / 1e9;
  const reached = gflops(fast);
  lines.push({
    what: `matrix product ${size}³, one thread`,
    figure: `${reached.toFixed(1)} GFLOP/s, ${(plain / fast).toFixed(1)} × plain`,
    bound: '≥ 45 GFLOP/s',
    met: reached >= 45,
  });
}

/** The plain peer: blocks of 32, the inner loop along memory. */
function blockedProduct(a: Float32Array, b: Float32Array, c: Float32Array, n: number): void {
  const block = 32;
  for (let i0 = 0; i0 < n; i0 += block)
    for (let p0 = 0; p0 < n; p0 += block)
      for (let i = i0; i < Math.min(n, i0 + block); i += 1)
        for (let p = p0; p < Math.min(n, p0 + block); p += 1) {
          const value = a[i * n + p]!;
          for (let j = 0; j < n; j += 1) c[i * n + j]! += value * b[p * n + j]!;
        }
}

function measureScan(): void {
  const d = 64;
  const chunkPanels = 1024;
  const matrix = randomFloats(scanRows * d);
  const { panels } = pack(two, two.putFloats(matrix), { k: d, n: scanRows, transposed: true });
  const vector = two.putFloats(randomFloats(d));
  const out = two.floats(scanRows);
  const values = [panels, scanRows / 8, d, vector, out, chunkPanels];
  const fast = best(25, () => two.run('panelScan', Math.ceil(scanRows / 8 / chunkPanels), values));
  const plain = best(2, () => {
    for (let row = 0; row < scanRows; row += 1) {
      let sum = 0;
      for (let i = 0; i < d; i += 1) sum += matrix[row * d + i]! * vector[i]!;
      out[row] = sum;
    }
  });
  const bound = 9 * (scanRows / 1_000_000);
  lines.push({
    what: `${scanRows.toLocaleString('en')} × ${d} dot products, two threads`,
    figure: `${(fast * 1000).toFixed(1)} ms, ${(plain / fast).toFixed(1)} × plain`,
    bound: `≤ ${bound.toFixed(1)} ms`,
    met: fast * 1000 <= bound,
  });
}

async function measureItemKnn(): Promise<void> {
  const folder = projectFile('..', 'shared', 'data', 'gowalla-lightgcn');
  if (!existsSync(join(folder, 'train.txt'))) {
    console.log('item-kNN skipped: ../shared/data/gowalla-lightgcn is not here');
    return;
  }
  const { train, test } = readLightGcnSplit(join(folder, 'train.txt'), join(folder, 'test.txt'));
  const dataset = bareDataset(train);
  const context = quietContext();
  const fit = () => itemKnn.fit(dataset, itemKnn.params.parse({}), { ...context, seed: 1, threads: 2 });
  const fitted = await timed(fit);
  const scorer = batchScorer(fitted.result, train.columns);
  const ranked = await timed(async () => fullRanking(scorer, test, { k: 20, seen: train, stage: 'ranking' }, context));
  for (const [what, { seconds, cpu }, bound] of [
    ['item-kNN on Gowalla: fit', fitted, 1.5],
    [`item-kNN on Gowalla: ${ranked.result.users.toLocaleString('en')} users ranked`, ranked, 3],
  ] as const)
    lines.push({
      what,
      figure: `${seconds.toFixed(2)} s (${cpu.toFixed(2)} s of CPU)`,
      bound: `≤ ${bound} s`,
      met: seconds <= bound,
    });
}

function best(times: number, work: () => void): number {
  let least = Infinity;
  for (let run = 0; run < times; run += 1) {
    const begun = performance.now();
    work();
    least = Math.min(least, performance.now() - begun);
  }
  return least / 1000;
}

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; seconds: number; cpu: number }> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { result, seconds: (performance.now() - begun) / 1000, cpu: (user + system) / 1e6 };
}

function randomFloats(length: number): Float32Array {
  const random = seededRandom(length);
  return Float32Array.from({ length }, () => random.next() - 0.5);
}
