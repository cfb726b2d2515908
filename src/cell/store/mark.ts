import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StoredMeta } from './format.ts';
import { openStored, readMeta, resultFolder } from './reader.ts';
import { saveMeta } from './writer.ts';

/** Writes down how a result ended whose own thread will not get to it any more. */
export function markEnded(cacheFolder: string, resultId: string, state: 'failed' | 'cancelled'): void {
  const folder = resultFolder(cacheFolder, resultId);
  if (!existsSync(join(folder, 'meta.json'))) return;
  const stored = openStored(cacheFolder, resultId);
  stored.close();
  const meta: StoredMeta = { ...stored.meta, state, rows: stored.rows, columns: [...stored.columns] };
  saveMeta(folder, meta);
}

export function setKeep(cacheFolder: string, resultId: string, keep: boolean): void {
  const folder = resultFolder(cacheFolder, resultId);
  saveMeta(folder, { ...readMeta(folder), keep });
}
