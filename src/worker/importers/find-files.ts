import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tableKindOf } from './formats/open-table.ts';
import { detectImporter, SURE_ENOUGH } from './registry.ts';
import { readSample } from './sample.ts';

export interface FoundFiles {
  /** In the order in which to load them: dimensions before facts, weeks by date. */
  files: string[];
  skipped: { kind: 'skipped'; path: string; reason: string }[];
}

/** The files that paths mean. A path that is a file counts as it is; a folder gives those that an importer knows. */
export async function findFiles(options: { paths: readonly string[]; source?: string }): Promise<FoundFiles> {
  const found: FoundFiles = { files: [], skipped: [] };
  for (const path of options.paths) {
    if (!isFolder(path)) found.files.push(path);
    else await searchFolder(path, options.source, found);
  }
  return found;
}

async function searchFolder(folder: string, source: string | undefined, found: FoundFiles): Promise<void> {
  for (const path of filesBelow(folder)) {
    const known = source !== undefined || (await isKnown(path));
    if (known) found.files.push(path);
    else found.skipped.push({ kind: 'skipped', path, reason: 'no importer knows this kind of file' });
  }
}

async function isKnown(path: string): Promise<boolean> {
  try {
    const kind = tableKindOf(path);
    if (kind === 'sqlite') return false; // a database, maybe the lakehouse itself, has to be named
    if (kind === 'zip') return true; // what is in it is looked at one by one
    return (detectImporter(await readSample(path))?.confidence ?? 0) >= SURE_ENOUGH;
  } catch {
    return true; // a file that can't even be sampled is worth an error, not silence
  }
}

/** Files of a folder before its subfolders, both by name. Hidden ones are left out. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
    .filter(entry => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter(entry => entry.isFile()).map(entry => join(folder, entry.name));
  const folders = entries.filter(entry => entry.isDirectory()).flatMap(entry => filesBelow(join(folder, entry.name)));
  return [...files.sort((a, b) => orderOf(a) - orderOf(b)), ...folders];
}

/** Dimensions, then bridges and graphs, then facts. */
const orderOf = (path: string): number => {
  const name = path.slice(path.search(/[^/\\]+$/));
  return name.startsWith('dim_') ? 0 : name.startsWith('fact_') ? 2 : 1;
};

export const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
