import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';

/** Why the disk can't be stood in for on this machine; null: it can. */
export function whyNoShim(): string | null {
  if (process.platform !== 'linux') return 'LD_PRELOAD is Linux’s';
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'there is no gcc to compile test/reliability/disk/shim.c with';
  }
}

/** Compiles the stand-in into a folder and returns its path. */
export function compileShim(folder: string): string {
  const library = join(folder, 'shim.so');
  execFileSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, join(import.meta.dirname, 'shim.c'), '-ldl']);
  return library;
}

/** Runs a module of this folder with the stand-in before its disk; returns what it said. */
export async function runOnShim(
  shim: string,
  module: string,
  args: readonly string[],
  env: { TRACKLAKE_DISK_WATCH: string; TRACKLAKE_DISK_LOG?: string },
): Promise<string> {
  const child = spawn(process.execPath, [join(import.meta.dirname, module), ...args], {
    env: { ...process.env, LD_PRELOAD: shim, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const code = await new Promise<number | null>(resolve => child.once('close', resolve));
  if (code !== 0) throw new Error(`${module} ended with ${code}: ${complaints}`);
  return said;
}
