import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Factors } from '../../src/worker/matrix/als/fit-plain.ts';
import type { Csr } from '../../src/worker/matrix/csr.ts';

/** What every side of a comparison solves: Hu, Koren and Volinsky's loss, weight `confidence` for observed pairs. */
export interface AlsTask {
  readonly dimensions: number;
  readonly iterations: number;
  readonly regularization: number;
  readonly confidence: number;
  readonly threads: number;
}

/** Seconds and CPU seconds of one iteration. */
export interface PeerCost {
  seconds: number;
  cpu: number;
}

/** True where this Python has the module. */
export function pythonHas(python: string, module: string): boolean {
  return spawnSync(python, ['-c', `import ${module}`]).status === 0;
}

/** The library `implicit`: the best iteration after the first, and its factors. */
export function implicitOn(pairs: Csr, task: AlsTask, python: string): PeerCost & Factors {
  return inFolder(folder => {
    writeFileSync(join(folder, 'indptr.i32'), pairs.indptr);
    writeFileSync(join(folder, 'indices.i32'), pairs.indices);
    const { dimensions, iterations, regularization, confidence, threads } = task;
    const numbers = [pairs.rows, pairs.columns, dimensions, iterations, regularization, confidence, threads, 1];
    const printed = runPython(python, 'implicit_als.py', [folder, ...numbers.map(String)]);
    if (printed === null) throw new Error('implicit was given no time limit and yet ran into one');
    const { seconds, cpu } = JSON.parse(printed) as { seconds: number[]; cpu: number[] };
    return {
      seconds: Math.min(...seconds.slice(1)),
      cpu: Math.min(...cpu.slice(1)),
      users: readFloats(join(folder, 'users.f32')),
      items: readFloats(join(folder, 'items.f32')),
    };
  });
}

/** Spark MLlib in local mode; null where it has not finished within `minutes`. */
export function sparkOn(pairs: Csr, task: AlsTask, python: string, minutes: number): PeerCost | null {
  return inFolder(folder => {
    writePairs(join(folder, 'pairs.csv'), pairs);
    const { dimensions, regularization, confidence, threads } = task;
    const numbers = [dimensions, regularization, confidence, threads, 1];
    const printed = runPython(python, 'spark_als.py', [folder, ...numbers.map(String)], minutes);
    if (printed === null) return null;
    const { seconds, cpu } = JSON.parse(printed) as { seconds: number; cpu: number | null };
    return { seconds, cpu: cpu ?? NaN };
  });
}

function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-als-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the script prints, null where it ran out of time. */
function runPython(python: string, script: string, args: readonly string[], minutes?: number): string | null {
  const { stdout, stderr, status, error } = spawnSync(python, [join(import.meta.dirname, script), ...args], {
    ...(minutes === undefined ? {} : { timeout: minutes * 60_000 }),
    maxBuffer: 1 << 26,
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return null;
  if (status !== 0) throw new Error(`${script} failed: ${stderr.toString().slice(-500)}`);
  return stdout.toString();
}

function writePairs(file: string, { rows, indptr, indices }: Csr): void {
  const out = openSync(file, 'w');
  try {
    let lines: string[] = [];
    for (let row = 0; row < rows; row += 1) {
      for (let at = indptr[row]!; at < indptr[row + 1]!; at += 1) lines.push(`${row},${indices[at]!}\n`);
      if (lines.length < 100_000 && row < rows - 1) continue;
      writeSync(out, lines.join(''));
      lines = [];
    }
  } finally {
    closeSync(out);
  }
}

function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
