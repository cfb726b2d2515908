import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { startTestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { killChildren } from './kill-children.ts';

const root = join(import.meta.dirname, '..', '..');

/** The children as `npm start` runs them: built, with what was compiled kept. From source they take twice as long to start. */
function builtChildren(): { entries: { worker: string; cell: string }; env: Record<string, string> } {
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'ignore' });
  const module = (name: string): string => join(root, 'out', 'main', name);
  return {
    entries: { worker: module('worker.js'), cell: module('cell.js') },
    env: { NODE_COMPILE_CACHE: join(root, 'out', 'compiled') },
  };
}

test('200 kills of children: ready again within 500 ms at the 99th percentile', async () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const host = await startTestHost({
    ...builtChildren(),
    prepare: path => makeNumbersLake(path, 1000),
    breakerOptions: { deaths: 10_000 }, // the kills are meant to look like a loop
  });
  try {
    const { wrong, ready } = await killChildren(host, 200, seeded(seed));
    const sorted = ready.toSorted((a, b) => a - b);
    const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)]!);
    process.stdout.write(
      `seed ${seed}: 200 kills, ready after ${at(0.5)} ms (median), ${at(0.99)} ms (p99); ${wrong.length} wrong\n`,
    );
    expect(wrong).toEqual([]);
    expect(at(0.99)).toBeLessThanOrEqual(500);
  } finally {
    await host.close();
  }
});
