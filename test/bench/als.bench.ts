import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readLightGcnSplit } from '../../src/worker/evaluation/benchmarks/split.ts';
import { cancelToken } from '../../src/worker/jobs/context.ts';
import { fitAls } from '../../src/worker/matrix/als/fit.ts';
import type { AlsOptions, Factors } from '../../src/worker/matrix/als/fit-plain.ts';
import { Compute, withCompute } from '../../src/worker/matrix/compute/compute.ts';
import { fullGram } from '../../src/worker/matrix/compute/dense.ts';
import { type Csr, csrFromPairs } from '../../src/worker/matrix/csr.ts';
import { seededRandom } from '../../src/worker/matrix/random.ts';
import { projectFile } from '../../src/worker/project-file.ts';
import { type AlsTask, implicitOn, pythonHas, sparkOn } from './als-peers.ts';
import { costPlot } from './cost-plot.ts';

/*
 * Implicit ALS in seconds per iteration against the Python library implicit and Spark MLlib (local mode), in the same
 * run, on the same pairs, with two threads each, against implicit with the same loss too; then memory and cost against
 * size. Each measurement is a process of its own.
 *
 *   TRACKLAKE_PYTHON=/path/to/python node test/bench/als.bench.ts [--small] [--gowalla] [--generated] [--dimensions N]
 *                                                                 [--spark-minutes N] [--cost] [--plot FILE]
 *
 * --gowalla and --generated measure one of the two alone, --dimensions one size of factors; --cost measures cost against
 * size alone; --plot writes it as an SVG too.
 *
 * TRACKLAKE_PYTHON names a Python that has `implicit` (0.7) or `pyspark` (with a Java that it can start), or both; what
 * it lacks is skipped. Spark gets 10 minutes for each size unless --spark-minutes says otherwise (0: none). CPU seconds stand
 * beside wall seconds; on a busy machine only they compare.
 */
const TASK = { iterations: 3, regularization: 0.5, confidence: 10, threads: 2 };
/** The shape of last.fm-360K. */
const LASTFM = { rows: 358_868, columns: 292_385, pairs: 17_500_000 };
const MOST_MB = 1500;
const SPARK_MINUTES = Number(valueOf('--spark-minutes') ?? 10);

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
  if (process.argv.includes('--cost')) return costAgainstSize(small);
  const peers = peersOf(process.env['TRACKLAKE_PYTHON']);
  const sizes = valueOf('--dimensions') === undefined ? [64, 128, 256] : [Number(valueOf('--dimensions'))];
  const either = process.argv.includes('--gowalla') || process.argv.includes('--generated');
  let met = true;
  if (!either || process.argv.includes('--gowalla')) {
    if (existsSync(join(gowallaFolder(), 'train.txt')))
      for (const d of small ? [64] : sizes) met = compare({ kind: 'gowalla' }, d, peers) && met;
    else console.log('Gowalla skipped: ../shared/data/gowalla-lightgcn is not here');
  }
  if (small) return met;
  if (!either || process.argv.includes('--generated'))
    for (const d of sizes) met = compare({ kind: 'generated', ...LASTFM }, d, peers) && met;
  return either ? met : costAgainstSize(false) && met;
}

function valueOf(option: string): string | undefined {
  const at = process.argv.indexOf(option);
  return at < 0 ? undefined : process.argv[at + 1];
}

interface Peers {
  implicit: string | undefined;
  spark: string | undefined;
}

function peersOf(python: string | undefined): Peers {
  const having = (module: string): string | undefined => {
    if (python !== undefined && pythonHas(python, module)) return python;
    console.log(
      `${module} is skipped: TRACKLAKE_PYTHON ${python === undefined ? 'is not set' : `(${python}) does not have it`}`,
    );
    return undefined;
  };
  return { implicit: having('implicit'), spark: SPARK_MINUTES > 0 ? having('pyspark') : undefined };
}

function compare(source: Source, dimensions: number, peers: Peers): boolean {
  const ours = inChild({ source, dimensions });
  const name = source.kind === 'gowalla' ? 'Gowalla' : `${(source.pairs / 1e6).toFixed(1)} M generated pairs`;
  console.log(`${name}, ${dimensions} dimensions`);
  print('tracklake', ours);
  let met = true;
  if (source.kind === 'generated' && dimensions === 128) {
    met = ours.peakMb <= MOST_MB;
    console.log(`  memory ${ours.peakMb.toFixed(0)} MB, bound ≤ ${MOST_MB} MB${met ? '' : '   MISSED'}`);
  }
  const task = { dimensions, ...TASK };
  if (peers.implicit !== undefined) met = besideImplicit(source, task, ours, peers.implicit) && met;
  if (peers.spark !== undefined) met = besideSpark(source, task, ours, peers.spark) && met;
  console.log();
  return met;
}

function besideImplicit(source: Source, task: AlsTask, ours: Measured, python: string): boolean {
  const pairs = pairsOf(source);
  const { users, items, ...cost } = implicitOn(pairs, task, python);
  const loss = lossOf({ users, items }, pairs, task.dimensions);
  print('implicit', { ...cost, peakMb: NaN, loss });
  const near = ours.loss <= 1.005 * loss;
  console.log(`  loss ${(ours.loss / loss).toFixed(4)} × its loss, bound ≤ 1.005${near ? '' : '   MISSED'}`);
  return isFaster(ours, cost, 1) && near;
}

function besideSpark(source: Source, task: AlsTask, ours: Measured, python: string): boolean {
  const cost = sparkOn(pairsOf(source), task, python, SPARK_MINUTES);
  if (cost === null) {
    console.log(`  Spark MLlib has not finished within ${SPARK_MINUTES} minutes and is not compared`);
    return true;
  }
  print('Spark', { ...cost, peakMb: NaN, loss: NaN });
  return isFaster(ours, cost, 10);
}

function isFaster(ours: Measured, theirs: { seconds: number; cpu: number }, bound: number): boolean {
  const ratio = theirs.seconds / ours.seconds;
  const byCpu = (theirs.cpu / ours.cpu).toFixed(2);
  const met = ratio >= bound;
  console.log(
    `  ${ratio.toFixed(2)} × its speed (${byCpu} × by CPU time), bound ≥ ${bound.toFixed(2)}${met ? '' : '   MISSED'}`,
  );
  return met;
}

function print(name: string, { seconds, cpu, peakMb, loss }: Measured): void {
  const memory = Number.isNaN(peakMb) ? '' : `${peakMb.toFixed(0).padStart(7)} MB`;
  const ended = Number.isNaN(loss) ? '' : `   loss ${loss.toFixed(0)}`;
  console.log(
    `  ${name.padEnd(10)}${seconds.toFixed(3).padStart(9)} s/iteration${cpu.toFixed(3).padStart(9)} s of CPU${memory}${ended}`,
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
  const last = runs.at(-1)!;
  const exponent = Math.log(last.cpu / runs[0]!.cpu) / Math.log(last.millions / runs[0]!.millions);
  console.log(`  cost grows as pairs^${exponent.toFixed(2)}`);
  const file = valueOf('--plot');
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
  // Hu, Koren and Volinsky's loss: weight 1 for all pairs, the confidence for observed ones.
  const weights = new Float32Array(indices.length).fill(TASK.confidence - 1);
  const options: AlsOptions = {
    dimensions,
    epochs: TASK.iterations,
    regularization: TASK.regularization,
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
  const factors = await withCompute({ threads: TASK.threads, scratchBytes: 1 << 19 }, compute =>
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

/** Σ over all pairs of c·(p - ŷ)², plus λ times the squares of all factors. */
function lossOf({ users, items }: Factors, pairs: Csr, d: number): number {
  let loss = 0;
  const [gramUsers, gramItems] = [users, items].map(factors => gramOf(factors, d));
  for (let i = 0; i < d * d; i += 1) loss += gramUsers![i]! * gramItems![i]!;
  for (let i = 0; i < d; i += 1) loss += TASK.regularization * (gramUsers![i * d + i]! + gramItems![i * d + i]!);
  for (let user = 0; user < pairs.rows; user += 1)
    for (let at = pairs.indptr[user]!; at < pairs.indptr[user + 1]!; at += 1) {
      let y = 0;
      for (let i = 0; i < d; i += 1) y += users[user * d + i]! * items[pairs.indices[at]! * d + i]!;
      loss += TASK.confidence * (1 - y) ** 2 - y * y;
    }
  return loss;
}

function gramOf(factors: Float32Array, d: number): Float64Array {
  const compute = new Compute({ threads: 1 });
  return fullGram(compute, compute.putFloats(factors), factors.length / d, d);
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
