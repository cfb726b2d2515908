import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLightGcnSplit } from '../../src/worker/evaluation/benchmarks/split.ts';
import { cancelToken } from '../../src/worker/jobs/context.ts';
import { fitAls } from '../../src/worker/matrix/als/fit.ts';
import type { AlsOptions, Factors } from '../../src/worker/matrix/als/fit-plain.ts';
import { withCompute } from '../../src/worker/matrix/compute/compute.ts';
import { type Csr, csrFromPairs } from '../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../src/worker/matrix/random.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { costPlot } from './cost-plot.ts';

/*
 * Implicit ALS in seconds per iteration against the Python library implicit, in the same run, on the same pairs, with
 * the same loss and two threads each; then memory and cost against size. Each measurement is a process of its own.
 *
 *   TRACKLAKE_PYTHON=/path/to/python node test/bench/als.bench.ts [--small] [--cost] [--plot FILE]
 *
 * --cost measures cost against size alone; --plot writes it as an SVG too.
 *
 * TRACKLAKE_PYTHON names a Python that has `implicit` (0.7); without it the peer is skipped. CPU seconds stand beside
 * wall seconds; on a busy machine only they compare.
 */
const CONFIDENCE = 10;
const REGULARIZATION = 0.5;
const ITERATIONS = 3;
const THREADS = 2;
/** The shape of last.fm-360K. */
const LASTFM = { rows: 358_868, columns: 292_385, pairs: 17_500_000 };
const MOST_MB = 1500;

interface Measured {
  /** Per iteration, the best of the run. */
  seconds: number;
  cpu: number;
  peakMb: number;
  loss: number;
}

type Source = { kind: 'gowalla' } | { kind: 'generated'; rows: number; columns: number; pairs: number };

const child = process.argv.find(argument => argument.startsWith('--child='));
if (child !== undefined) console.log(JSON.stringify(await measureOurs(JSON.parse(child.slice('--child='.length)))));
else process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  const small = process.argv.includes('--small');
  const python = process.env['TRACKLAKE_PYTHON'];
  if (python === undefined) console.log('implicit is skipped: TRACKLAKE_PYTHON does not name a Python that has it\n');
  let met = true;
  if (process.argv.includes('--cost')) return costAgainstSize(small);
  if (existsSync(join(gowallaFolder(), 'train.txt')))
    for (const d of small ? [64] : [64, 128, 256]) met = compare({ kind: 'gowalla' }, d, python) && met;
  else console.log('Gowalla skipped: ../shared/data/gowalla-lightgcn is not here');
  if (small) return met;
  for (const d of [64, 128, 256]) met = compare({ kind: 'generated', ...LASTFM }, d, python) && met;
  return costAgainstSize(false) && met;
}

function compare(source: Source, dimensions: number, python: string | undefined): boolean {
  const ours = inChild({ source, dimensions });
  const name = source.kind === 'gowalla' ? 'Gowalla' : `${(source.pairs / 1e6).toFixed(1)} M generated pairs`;
  console.log(`${name}, ${dimensions} dimensions`);
  print('tracklake', ours);
  let met = true;
  if (source.kind === 'generated' && dimensions === 128) {
    met = ours.peakMb <= MOST_MB;
    console.log(`  memory ${ours.peakMb.toFixed(0)} MB, bound ≤ ${MOST_MB} MB${met ? '' : '   MISSED'}`);
  }
  if (python === undefined) return met;
  const theirs = implicitOn(source, dimensions, python);
  print('implicit', theirs);
  const ratio = theirs.seconds / ours.seconds;
  const fast = ratio >= 1;
  console.log(
    `  ${ratio.toFixed(2)} × its speed (${(theirs.cpu / ours.cpu).toFixed(2)} × by CPU time), bound ≥ 1.00${fast ? '' : '   MISSED'}; loss ${(ours.loss / theirs.loss).toFixed(4)} × its loss\n`,
  );
  return met && fast;
}

function print(name: string, { seconds, cpu, peakMb, loss }: Measured): void {
  console.log(
    `  ${name.padEnd(10)}${seconds.toFixed(3).padStart(9)} s/iteration${cpu.toFixed(3).padStart(9)} s of CPU${peakMb.toFixed(0).padStart(7)} MB   loss ${loss.toFixed(0)}`,
  );
}

function costAgainstSize(small: boolean): boolean {
  console.log('cost against size, 64 dimensions; users and items grow with the pairs');
  const runs = (small ? [0.1, 0.4, 1.6] : [1, 4, 16]).map(millions => ({
    millions,
    ...inChild({
      source: { kind: 'generated', rows: millions * 20_000, columns: millions * 15_000, pairs: millions * 1_000_000 },
      dimensions: 64,
    }),
  }));
  const first = runs[0]!.cpu / runs[0]!.millions;
  for (const { millions, seconds, cpu, peakMb } of runs)
    console.log(
      `  ${String(millions).padStart(3)} M pairs${seconds.toFixed(3).padStart(9)} s/iteration${cpu.toFixed(3).padStart(9)} s of CPU${peakMb.toFixed(0).padStart(7)} MB   ${(cpu / millions / first).toFixed(2)} × the first per pair`,
    );
  const plotAt = process.argv.indexOf('--plot');
  const file = plotAt < 0 ? undefined : process.argv[plotAt + 1];
  if (file !== undefined) {
    const costs = runs.map(({ millions, cpu }) => ({ millions, seconds: cpu }));
    writeFileSync(file, costPlot('Implicit ALS, 64 dimensions: cost against size', costs));
  }
  const met = runs.every(({ millions, cpu }) => cpu / millions / first <= 2);
  console.log(`  bound: no more than 2 × per pair (caches are left behind)${met ? '' : '   MISSED'}`);
  return met;
}

function inChild(task: { source: Source; dimensions: number }): Measured {
  const args = [import.meta.filename, `--child=${JSON.stringify(task)}`];
  return JSON.parse(execFileSync(process.execPath, args, { maxBuffer: 1 << 24 }).toString()) as Measured;
}

async function measureOurs({ source, dimensions }: { source: Source; dimensions: number }): Promise<Measured> {
  const { indptr, indices, rows, columns } = pairsOf(source);
  // Hu, Koren and Volinsky's loss: weight 1 for all pairs, CONFIDENCE for observed ones.
  const weights = new Float32Array(indices.length).fill(CONFIDENCE - 1);
  const options: AlsOptions = {
    dimensions,
    epochs: ITERATIONS,
    regularization: REGULARIZATION,
    regularizationExponent: 0,
    unobservedWeight: 1,
    targetExtra: 1,
    stddev: 0.1,
    seed: 1,
    cancel: cancelToken(),
  };
  const at: { wall: number; cpu: number }[] = [];
  const note = () => {
    const { user, system } = process.cpuUsage();
    at.push({ wall: performance.now() / 1000, cpu: (user + system) / 1e6 });
  };
  const factors = await withCompute({ threads: THREADS, scratchBytes: 1 << 19 }, compute =>
    fitAls({ rows, columns, indptr, indices, values: weights }, { ...options, onEpoch: note }, compute),
  );
  const steps = at.slice(1).map((now, i) => ({ wall: now.wall - at[i]!.wall, cpu: now.cpu - at[i]!.cpu }));
  return {
    seconds: Math.min(...steps.map(step => step.wall)),
    cpu: Math.min(...steps.map(step => step.cpu)),
    peakMb: process.resourceUsage().maxRSS / 1024,
    loss: lossOf(factors, { rows, columns, indptr, indices, values: null }, dimensions),
  };
}

function implicitOn(source: Source, dimensions: number, python: string): Measured {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-als-'));
  try {
    const pairs = pairsOf(source);
    writeFileSync(join(folder, 'indptr.i32'), pairs.indptr);
    writeFileSync(join(folder, 'indices.i32'), pairs.indices);
    const numbers = [pairs.rows, pairs.columns, dimensions, ITERATIONS, REGULARIZATION, CONFIDENCE, THREADS, 1];
    const script = join(import.meta.dirname, 'implicit_als.py');
    const { stdout, stderr, status } = spawnSync(python, [script, folder, ...numbers.map(String)]);
    if (status !== 0) throw new Error(`implicit failed: ${stderr.toString().slice(-500)}`);
    const { seconds, cpu } = JSON.parse(stdout.toString()) as { seconds: number[]; cpu: number[] };
    const factors = { users: readFloats(join(folder, 'users.f32')), items: readFloats(join(folder, 'items.f32')) };
    return {
      seconds: Math.min(...seconds.slice(1)),
      cpu: Math.min(...cpu.slice(1)),
      peakMb: NaN,
      loss: lossOf(factors, pairs, dimensions),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

/** Σ over all pairs of c·(p - ŷ)², plus λ times the squares of all factors. */
function lossOf({ users, items }: Factors, pairs: Csr, d: number): number {
  let loss = 0;
  const [gramUsers, gramItems] = [users, items].map(factors => squareOf(factors, d));
  for (let i = 0; i < d * d; i += 1) loss += gramUsers![i]! * gramItems![i]!;
  for (let i = 0; i < d; i += 1) loss += REGULARIZATION * (gramUsers![i * d + i]! + gramItems![i * d + i]!);
  for (let user = 0; user < pairs.rows; user += 1)
    for (let at = pairs.indptr[user]!; at < pairs.indptr[user + 1]!; at += 1) {
      let y = 0;
      for (let i = 0; i < d; i += 1) y += users[user * d + i]! * items[pairs.indices[at]! * d + i]!;
      loss += CONFIDENCE * (1 - y) ** 2 - y * y;
    }
  return loss;
}

function squareOf(factors: Float32Array, d: number): Float64Array {
  const gram = new Float64Array(d * d);
  for (let start = 0; start < factors.length; start += d)
    for (let i = 0; i < d; i += 1) {
      const left = factors[start + i]!;
      for (let j = 0; j < d; j += 1) gram[i * d + j]! += left * factors[start + j]!;
    }
  return gram;
}

function gowallaFolder(): string {
  return projectFile('..', 'shared', 'data', 'gowalla-lightgcn');
}

function pairsOf(source: Source): Csr {
  if (source.kind === 'gowalla')
    return readLightGcnSplit(join(gowallaFolder(), 'train.txt'), join(gowallaFolder(), 'test.txt')).train;
  return generatedPairs(source);
}

/** About `pairs` distinct pairs: users of like activity, items by a heavy-tailed popularity. */
function generatedPairs({ rows, columns, pairs }: { rows: number; columns: number; pairs: number }): Csr {
  const random = seededRandom(pairs);
  const row = new Int32Array(pairs);
  const column = new Int32Array(pairs);
  for (let pair = 0; pair < pairs; pair += 1) {
    row[pair] = random.below(rows);
    column[pair] = Math.floor(columns * random.next() ** 3);
  }
  return csrFromPairs({ rows, columns, row, column }, { duplicates: 'one' });
}
