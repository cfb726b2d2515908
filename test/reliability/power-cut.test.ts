import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { cutPower } from './disk/power-cuts.ts';
import { compileShim, whyNoShim } from './disk/shim.ts';

/** RELIABILITY row 2 in short; `power-cut.long.test.ts` has 1,000 states. */
const reason = whyNoShim();
if (reason !== null) console.log(`skipped: ${reason}`);

let folder: string;
let shim = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-power-'));
  if (reason === null) shim = compileShim(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

test.skipIf(reason !== null)('what was acknowledged is there after a power cut, whole', async () => {
  const { lost, faults } = await cutPower(shim, folder, 'sound', 60, seeded(seed));
  expect(faults, `seed ${seed}`).toEqual([]);
  expect(lost).toBe(0);
});

test.skipIf(reason !== null)('control: with SQLite’s default for WAL, acknowledged loads are lost', async () => {
  const { lost } = await cutPower(shim, folder, 'normal', 60, seeded(seed));
  expect(lost, `seed ${seed}`).toBeGreaterThan(5);
});
