import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FileSearch } from './receipt.ts';

const CHUNK = 4 * 1024 * 1024;

/** All files of a lakehouse: itself, its journal, and the folders beside it that bear its name. */
export function lakehouseFiles(lakePath: string): string[] {
  const folder = dirname(lakePath);
  const own = readdirSync(folder).filter(name => name.startsWith(basename(lakePath)));
  return own.flatMap(name => filesUnder(join(folder, name)));
}

export function filesUnder(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
}

/** Looks for words in files, byte by byte, as UTF-8 and as JSON would write them. */
export function searchFiles(paths: readonly string[], words: readonly string[]): FileSearch {
  const needles = [...new Set(words.flatMap(word => [word, JSON.stringify(word).slice(1, -1)]))].map(word =>
    Buffer.from(word),
  );
  let bytes = 0;
  const found = paths.filter(path => {
    bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    return needles.length > 0 && holdsAny(path, needles);
  });
  return { words: words.length, files: paths.length, bytes, found };
}

function holdsAny(path: string, needles: readonly Buffer[]): boolean {
  const overlap = Math.max(...needles.map(needle => needle.length)) - 1;
  const window = Buffer.alloc(overlap + CHUNK);
  const file = openSync(path, 'r');
  try {
    for (let kept = 0; ;) {
      const read = readSync(file, window, kept, CHUNK, null);
      if (read === 0) return false;
      const seen = window.subarray(0, kept + read);
      if (needles.some(needle => seen.includes(needle))) return true;
      kept = Math.min(overlap, seen.length);
      seen.copyWithin(0, seen.length - kept);
    }
  } finally {
    closeSync(file);
  }
}
