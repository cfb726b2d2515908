import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { syncFile, syncFolder } from './durable.ts';
import { openLakehouse, type Lakehouse } from './open.ts';
import { relationDigests } from './relation-digests.ts';
import { latestSnapshot } from './snapshots.ts';
import { hashFile } from './staging.ts';

/** What is known of a backup, beside it in JSON. */
const backupSchema = z.object({
  madeAt: z.string(),
  snapshotId: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  relations: z.record(z.string(), z.object({ snapshotId: z.number(), rows: z.number(), sha256: z.string() })),
});

export interface Backup extends z.infer<typeof backupSchema> {
  path: string;
}

const KEPT = 3;

export const backupFolder = (lakePath: string): string => `${lakePath}-backups`;

/**
 * Copies the lakehouse, whoever writes it meanwhile, as of one moment; checks the copy, and keeps the three newest. The
 * backup is durable when this returns. Throws `corrupt` when the copy fails its check: then no older one is given up.
 */
export async function backUp(lake: Lakehouse, ctx: JobContext): Promise<Backup> {
  const folder = backupFolder(lake.path);
  mkdirSync(folder, { recursive: true });
  const madeAt = ctx.now().toISOString();
  const path = join(folder, `${madeAt.replaceAll(/[:.]/g, '-')}.lake`);
  const draft = `${path}.part`;
  try {
    await lake.db.backup(draft, {
      progress({ totalPages, remainingPages }) {
        ctx.cancel.throwIfRequested();
        ctx.progress({ stage: 'copying', done: totalPages - remainingPages, total: totalPages, unit: 'steps' });
        return PAGES_A_STEP;
      },
    });
    const known = { madeAt, ...inspectCopy(draft, ctx) };
    syncFile(draft);
    writeFileSync(`${path}.json.part`, JSON.stringify(known, null, 2));
    syncFile(`${path}.json.part`);
    renameSync(draft, path);
    renameSync(`${path}.json.part`, `${path}.json`);
    syncFolder(folder);
    for (const old of listBackups(lake.path).slice(KEPT)) removeBackup(old.path);
    return { path, ...known };
  } finally {
    for (const left of [draft, `${draft}-wal`, `${draft}-shm`, `${path}.json.part`]) rmSync(left, { force: true });
  }
}

const PAGES_A_STEP = 2000;

function inspectCopy(path: string, ctx: JobContext): Omit<Backup, 'path' | 'madeAt'> {
  const copy = openLakehouse(path, { readonly: true });
  let found: Pick<Backup, 'snapshotId' | 'relations'>;
  try {
    const verdict = String(copy.db.pragma('integrity_check', { simple: true }));
    if (verdict !== 'ok')
      throw new TracklakeError('corrupt', `the lakehouse is damaged: ${verdict}`, {
        hint: 'tracklake backup --restore latest brings the last good state back',
      });
    found = { snapshotId: latestSnapshot(copy.db), relations: relationDigests(copy.db, ctx) };
  } finally {
    copy.close();
  }
  return { ...found, sha256: hashFile(path), bytes: statSync(path).size };
}

/** Whole backups, newest first; what is not whole is left out. */
export function listBackups(lakePath: string): Backup[] {
  const folder = backupFolder(lakePath);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(name => name.endsWith('.lake') && existsSync(join(folder, `${name}.json`)))
    .sort()
    .reverse()
    .flatMap(name => {
      const path = join(folder, name);
      const known = readKnown(`${path}.json`);
      return known === null ? [] : [{ path, ...known }];
    });
}

function readKnown(path: string): z.infer<typeof backupSchema> | null {
  try {
    return backupSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

function removeBackup(path: string): void {
  for (const each of [path, `${path}.json`, `${path}-wal`, `${path}-shm`]) rmSync(each, { force: true });
}
