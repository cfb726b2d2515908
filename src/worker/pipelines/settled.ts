import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file as it was seen. */
export interface SeenFile {
  path: string;
  bytes: number;
  modifiedMs: number;
}

/** Looks at a folder again and again, and says when nobody writes into its files any more. */
export interface SettledFolder {
  /** The folder's files when all of them have settled; null while one of them still changes. */
  look(nowMs: number): SeenFile[] | null;
}

/** Names that programs give to what they have not finished: downloads, copies, editors. */
const UNFINISHED = /^[.~]|\.(?:part|partial|tmp|temp|crdownload|download|filepart|swp)$|~$/i;

/**
 * A file has settled when its size and time have not changed for `settledSeconds`, by our own clock: a copy that keeps
 * the old file's time looks finished from its first byte on.
 */
export function settledFolder(folder: string, settledSeconds: number): SettledFolder {
  let since = new Map<string, SeenFile & { sinceMs: number }>();
  return {
    look(nowMs) {
      const files = filesIn(folder);
      since = new Map(
        files.map(file => {
          const before = since.get(file.path);
          const same = before?.bytes === file.bytes && before.modifiedMs === file.modifiedMs;
          return [file.path, { ...file, sinceMs: same ? before.sinceMs : nowMs }];
        }),
      );
      const settled = (file: { sinceMs: number; bytes: number }): boolean =>
        file.bytes > 0 && nowMs - file.sinceMs >= settledSeconds * 1000;
      return [...since.values()].every(settled) ? files : null;
    },
  };
}

function filesIn(folder: string): SeenFile[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries.flatMap(entry => {
    if (!entry.isFile() || UNFINISHED.test(entry.name)) return [];
    const path = join(entry.parentPath, entry.name);
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? [] : [{ path, bytes: found.size, modifiedMs: Math.round(found.mtimeMs) }];
  });
}
