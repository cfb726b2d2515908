import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { cutPower } from './disk/power-cuts.ts';
import { compileShim, whyNoShim } from './disk/shim.ts';

/** RELIABILITY row 2. */
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
  const { states, lost, faults } = await cutPower(shim, folder, 'sound', 1000, seeded(seed));
  process.stdout.write(`${states} power cuts: ${lost} with something lost (seed ${seed})\n`);
  expect(faults).toEqual([]);
  expect(lost).toBe(0);
});

test.skipIf(reason !== null)('control: with SQLite’s default for WAL, acknowledged loads are lost', async () => {
  const { states, lost } = await cutPower(shim, folder, 'normal', 300, seeded(seed));
  process.stdout.write(`control: ${lost} of ${states} lost something\n`);
  expect(lost).toBeGreaterThan(50);
});
