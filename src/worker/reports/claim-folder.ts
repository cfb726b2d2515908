import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { partPath } from './finish-file.ts';

export interface ClaimedFolder {
  path: string;
  /** Takes the folder away again where it was made for this report alone and nothing is in it. */
  giveUp(): void;
}

/**
 * A folder for files with these names, in which none of them is there or being written: `wanted`, or else a folder of the
 * report's own inside it. `own` always takes one of its own. No report ever replaces the files of another.
 */
export function claimFolder(wanted: string, names: readonly string[], own: boolean, madeAt: string): ClaimedFolder {
  mkdirSync(wanted, { recursive: true });
  if (!own && claimParts(wanted, names)) return { path: wanted, giveUp() {} };
  const path = join(wanted, folderName(madeAt));
  mkdirSync(path); // not recursive: it throws where another report has the name
  return { path, giveUp: () => removeEmpty(path) };
}

/** Sorts by time, and tells apart what was made at the same time: `2026-11-21-0456-9f3a1c`. */
function folderName(madeAt: string): string {
  const [day = '', time = ''] = madeAt.split('T');
  return `${day}-${time.slice(0, 5).replace(':', '')}-${randomBytes(3).toString('hex')}`;
}

/** Makes the empty parts of all files, or of none: another process that claims them as well finds them there. */
function claimParts(folder: string, names: readonly string[]): boolean {
  if (names.some(name => existsSync(join(folder, name)))) return false;
  const claimed: string[] = [];
  for (const name of names) {
    const part = partPath(join(folder, name));
    try {
      closeSync(openSync(part, 'wx'));
      claimed.push(part);
    } catch (error) {
      for (const each of claimed) rmSync(each, { force: true });
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
      throw error;
    }
  }
  return true;
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
  }
}
