import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { flipBackup, flipLive, flipScene, restoreAgainAndAgain, type FlipScene } from './flips.ts';

/** RELIABILITY row 8. */
const FLIPS = 1000;
const RESTORES = 50;
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let folder: string;
let scene: FlipScene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-flips-'));
  scene = await flipScene(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${FLIPS} flipped bits: every one that changes a result is reported`, () => {
  const { flipped, changed, unreported, missedByIntegrityCheck } = flipLive(scene, FLIPS, seeded(seed));
  process.stdout.write(
    `${flipped} flips, ${changed} changed a result, ${unreported.length} of them not reported; ` +
      `SQLite’s own check alone misses ${missedByIntegrityCheck} (seed ${seed})\n`,
  );
  expect(unreported).toEqual([]);
  expect(missedByIntegrityCheck).toBeGreaterThan(changed * 0.05);
});

test(`${FLIPS} flipped bits in a backup: none is restored; ${RESTORES} restores bring everything back`, () => {
  expect(flipBackup(scene, FLIPS, seeded(seed))).toBe(0);
  expect(restoreAgainAndAgain(scene, RESTORES, seeded(seed))).toEqual([]);
});
