import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { TracklakeError } from '../shared/errors.ts';

export interface Browsed {
  path: string;
  parent: string | null;
  entries: { name: string; path: string; folder: boolean; bytes: number }[];
}

/** What is in a folder, folders first, hidden ones left out. A file's path gives its folder. */
export async function browseFolder(wanted: string): Promise<Browsed> {
  const given = resolve(wanted === '' ? homedir() : wanted.replace(/^~(?=\/|$)/, homedir()));
  const found = await stat(given).catch(() => null);
  if (found === null)
    throw new TracklakeError('not_found', `${given}: there is no such file or folder`, { file: given });
  const path = found.isDirectory() ? given : dirname(given);
  const names = await readdir(path).catch((error: Error) => {
    throw new TracklakeError('forbidden', `${path}: ${error.message}`, { file: path }, { cause: error });
  });
  const entries = await Promise.all(names.filter(name => !name.startsWith('.')).map(name => entryOf(path, name)));
  const shown = entries.filter(entry => entry !== null);
  shown.sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name));
  const parent = dirname(path);
  return { path, parent: parent === path ? null : parent, entries: shown };
}

async function entryOf(folder: string, name: string): Promise<Browsed['entries'][number] | null> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => null);
  return found === null ? null : { name, path, folder: found.isDirectory(), bytes: found.isFile() ? found.size : 0 };
}
