import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepResults } from '../../src/worker/app-state/sweep-results.ts';

test('the oldest results go until the rest fits; kept ones and running ones stay', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'tracklake-sweep-'));
  const add = (name: string, minutesOld: number, meta: { state: string; keep: boolean }): void => {
    const folder = join(cache, 'results', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'data'), Buffer.alloc(1000));
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
    const at = new Date(Date.now() - minutesOld * 60_000);
    utimesSync(join(folder, 'data'), at, at);
  };
  add('oldest-kept', 90, { state: 'completed', keep: true });
  add('old', 80, { state: 'completed', keep: false });
  add('middle', 70, { state: 'failed', keep: false });
  add('new', 60, { state: 'completed', keep: false });
  add('running', 1, { state: 'running', keep: false });
  expect(await sweepResults(cache, 3000)).toBe(2);
  expect(readdirSync(join(cache, 'results')).sort()).toEqual(['new', 'oldest-kept', 'running']);
  expect(await sweepResults(cache, 3000)).toBe(0);
  rmSync(cache, { recursive: true });
});
