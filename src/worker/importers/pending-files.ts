import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { listLoads } from '../lakehouse/ledger.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { hashFile } from '../lakehouse/staging.ts';
import { filesBelow } from './find-files.ts';
import { detectImporter, SURE_ENOUGH } from './registry.ts';
import { readSample } from './sample.ts';

export type PendingFile = {
  path: string;
  bytes: number;
  /**
   * `new`: ready to load. `changed`: ready too, but a file of this name was loaded with other content, so loading it adds
   * to that. `settling`: written to a moment ago; ask again.
   */
  state: 'new' | 'changed' | 'settling';
};

export interface PendingOptions {
  /** A file counts as settled when it has not been written to for this long; 2,000 ms by default. */
  settledMs?: number;
  now?: () => number;
}

/** Hashes of files that did not change since they were hashed, so that watching a folder costs a `stat` a file. */
const hashes = new Map<string, string>();

/** The files in a watched folder (and below) that an importer knows and that are not loaded yet, in the order to load them. */
export async function pendingFiles(
  lake: Lakehouse,
  folder: string,
  options: PendingOptions = {},
): Promise<PendingFile[]> {
  const { settledMs = 2000, now = Date.now } = options;
  const loads = listLoads(lake);
  const loaded = new Set(loads.map(load => load.sha256));
  const names = new Set(loads.map(load => load.fileName));
  const pending: PendingFile[] = [];
  for (const path of filesBelow(folder)) {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const settled = now() - stat.mtimeMs >= settledMs;
    if (settled && loaded.has(cachedHash(path, stat.size, stat.mtimeMs))) continue;
    if (!(await isKnown(path))) continue;
    const state = !settled ? 'settling' : names.has(basename(path)) ? 'changed' : 'new';
    pending.push({ path, bytes: stat.size, state });
  }
  return pending;
}

function cachedHash(path: string, bytes: number, mtimeMs: number): string {
  const key = `${path}\n${bytes}\n${mtimeMs}`;
  const known = hashes.get(key);
  if (known !== undefined) return known;
  if (hashes.size >= 10_000) hashes.clear();
  const hash = hashFile(path);
  hashes.set(key, hash);
  return hash;
}

async function isKnown(path: string): Promise<boolean> {
  try {
    return (detectImporter(await readSample(path))?.confidence ?? 0) >= SURE_ENOUGH;
  } catch {
    return false;
  }
}
