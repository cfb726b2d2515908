import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { backUp, backupFolder, listBackups } from '../../src/worker/lakehouse/backup.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { seeded } from '../cell/statements.ts';
import { flipBackup, flipLive, flipScene, restoreAgainAndAgain, type FlipScene } from './flips.ts';

/** RELIABILITY row 8 in short; `corruption.long.test.ts` has 1,000 flips and 50 restores. */
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
let folder: string;
let scene: FlipScene;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-flips-'));
  scene = await flipScene(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a flipped bit that changes a result is reported; SQLite’s own check misses some (control)', () => {
  const { changed, unreported, missedByIntegrityCheck } = flipLive(scene, 60, seeded(seed));
  expect(unreported, `seed ${seed}`).toEqual([]);
  expect(changed).toBeGreaterThan(10);
  expect(missedByIntegrityCheck).toBeGreaterThan(0);
});

test('a backup with a flipped bit is never restored, and a sound one brings everything back', () => {
  expect(flipBackup(scene, 60, seeded(seed))).toBe(0);
  expect(restoreAgainAndAgain(scene, 3, seeded(seed))).toEqual([]);
});

test('three backups are kept, and what is no whole one is none', async () => {
  const lake = openLakehouse(join(folder, 'own.lake'));
  for (let n = 0; n < 5; n += 1)
    await backUp(lake, { ...quietContext(), now: () => new Date(Date.UTC(2025, 0, 1 + n)) });
  lake.close();
  expect(listBackups(lake.path).map(({ madeAt }) => madeAt.slice(0, 10))).toEqual([
    '2025-01-05',
    '2025-01-04',
    '2025-01-03',
  ]);
  expect(readdirSync(backupFolder(lake.path))).toHaveLength(6);
  rmSync(`${listBackups(lake.path)[0]?.path}.json`);
  expect(listBackups(lake.path)).toHaveLength(2);
});

test('a damaged lakehouse is left as it is, and who opens it hears what to do', () => {
  const path = join(folder, 'damaged.lake');
  openLakehouse(path).close();
  const bytes = readFileSync(path).fill(0x55, 100, 8192);
  writeFileSync(path, bytes);
  expect(() => openLakehouse(path)).toThrow(
    expect.objectContaining({
      code: 'corrupt',
      details: expect.objectContaining({ hint: expect.stringContaining('backup --restore') as string }) as object,
    }),
  );
  expect(readFileSync(path).equals(bytes)).toBe(true);
});
