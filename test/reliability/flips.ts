import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { generateSeed } from '../../src/worker/generate/seed.ts';
import { importPaths } from '../../src/worker/importers/import-paths.ts';
import { backUp, backupFolder, listBackups, type Backup } from '../../src/worker/lakehouse/backup.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { bronzeRelations } from '../../src/worker/lakehouse/bronze.ts';
import { damageOf } from '../../src/worker/lakehouse/damage.ts';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { relations } from '../../src/worker/lakehouse/relations.ts';
import { restoreBackup } from '../../src/worker/lakehouse/restore.ts';
import { relationExists } from '../../src/worker/lakehouse/store.ts';

export interface Flips {
  flipped: number;
  /** Flips after which some relation gave other rows, or none. */
  changed: number;
  /** Those of them that nobody was told of. */
  unreported: string[];
  /** Those that SQLite's own check does not see. */
  missedByIntegrityCheck: number;
}

export interface FlipScene {
  lakePath: string;
  backup: Backup;
}

/** A small lakehouse, built, closed, with a backup. */
export async function flipScene(folder: string): Promise<FlipScene> {
  const lakePath = join(folder, 'scene.lake');
  const out = join(folder, 'data');
  await generateSeed({ users: 60, songs: 120, events: 600, out }, quietContext());
  const lake = openLakehouse(lakePath);
  await importPaths(lake, { paths: [out] }, quietContext());
  buildLakehouse(lake, {}, quietContext());
  lake.db.exec('vacuum'); // no free pages: flips there change nothing
  const backup = await backUp(lake, quietContext());
  const { faults, unknown } = damageOf(lake, quietContext());
  lake.close();
  if (faults.length + unknown.length > 0)
    throw new Error(`a sound lakehouse is reported: ${faults.join()} ${unknown.join()}`);
  return { lakePath, backup };
}

/** Flips one bit at a time in copies of the lakehouse, and compares what its relations say with what is reported. */
export function flipLive({ lakePath }: FlipScene, flips: number, random: () => number): Flips {
  const report: Flips = { flipped: 0, changed: 0, unreported: [], missedByIntegrityCheck: 0 };
  const sound = readFileSync(lakePath);
  const before = resultsIn(lakePath);
  const copy = join(dirname(lakePath), 'flipped', 'test.lake');
  for (; report.flipped < flips; report.flipped += 1) {
    rmSync(dirname(copy), { recursive: true, force: true });
    mkdirSync(backupFolder(copy), { recursive: true });
    for (const { path } of listBackups(lakePath))
      for (const each of [path, `${path}.json`])
        copyFileSync(each, join(backupFolder(copy), each.slice(backupFolder(lakePath).length)));
    const { bytes, at } = flippedOnce(sound, random);
    writeFileSync(copy, bytes);
    if (resultsIn(copy) === before) continue;
    report.changed += 1;
    if (integrityFaults(copy) === 0) report.missedByIntegrityCheck += 1;
    if (!isReported(copy)) report.unreported.push(`bit ${at}`);
  }
  return report;
}

/** Flips one bit at a time in the backup; how many of them a restore took all the same. */
export function flipBackup({ lakePath, backup }: FlipScene, flips: number, random: () => number): number {
  const sound = readFileSync(backup.path);
  let taken = 0;
  for (let n = 0; n < flips; n += 1) {
    writeFileSync(backup.path, flippedOnce(sound, random).bytes);
    try {
      restoreBackup(join(dirname(lakePath), 'restored.lake'), backup, new Date());
      taken += 1;
    } catch {
      continue;
    }
  }
  writeFileSync(backup.path, sound);
  return taken;
}

/** Damages the lakehouse and restores it, again and again; what was different afterwards. */
export function restoreAgainAndAgain({ lakePath, backup }: FlipScene, times: number, random: () => number): string[] {
  const before = resultsIn(lakePath);
  const faults: string[] = [];
  for (let n = 0; n < times; n += 1) {
    let bytes: Buffer = readFileSync(lakePath);
    for (let flips = 0; flips < 50; flips += 1) bytes = flippedOnce(bytes, random).bytes;
    writeFileSync(lakePath, bytes);
    const kept = restoreBackup(lakePath, backup, new Date(Date.UTC(2025, 0, 1) + n * 1000));
    if (kept === null || !readFileSync(kept).equals(bytes)) faults.push(`${n}: the damaged file was not kept`);
    else rmSync(kept);
    if (resultsIn(lakePath) !== before) faults.push(`${n}: the restored lakehouse says something else`);
    if (isReported(lakePath)) faults.push(`${n}: damage is reported`);
  }
  return faults;
}

function flippedOnce(sound: Buffer, random: () => number): { bytes: Buffer; at: number } {
  const bytes = Buffer.from(sound);
  const at = Math.floor(random() * bytes.length * 8);
  bytes.writeUInt8(bytes.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
  return { bytes, at };
}

/** A digest of every row of every relation, by another way than the one on trial; an error is a result too. */
function resultsIn(path: string): string {
  return reading(path, lake => {
    const hash = createHash('sha256');
    for (const { name } of [...bronzeRelations(), ...relations()]) {
      if (!relationExists(lake.db, name)) continue;
      hash.update(JSON.stringify([name, lake.db.prepare(`select * from ${name}`).raw().all()]));
    }
    return hash.digest('hex');
  });
}

const isReported = (path: string): boolean =>
  reading(path, lake => (damageOf(lake, quietContext()).faults.length > 0 ? 'damaged' : '')) !== '';

const integrityFaults = (path: string): number =>
  reading(path, lake => (lake.db.pragma('integrity_check', { simple: true }) === 'ok' ? '' : 'damaged')) === '' ? 0 : 1;

function reading(path: string, read: (lake: Lakehouse) => string): string {
  try {
    const lake = openLakehouse(path, { readonly: true });
    try {
      return read(lake);
    } finally {
      lake.close();
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
