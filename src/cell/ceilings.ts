import { readdirSync, readlinkSync, statSync } from 'node:fs';
import type { LimitKind } from '../shared/rpc/cells.ts';

export interface Ceilings {
  milliseconds: number;
  memoryBytes: number;
  tempBytes: number;
}

export interface Usage {
  milliseconds: number;
  memoryBytes: number;
  tempBytes: number;
}

/** The first ceiling that usage is over; null: none. */
export function overCeiling(usage: Usage, ceilings: Ceilings): LimitKind | null {
  if (usage.milliseconds > ceilings.milliseconds) return 'time';
  if (usage.memoryBytes > ceilings.memoryBytes) return 'memory';
  if (usage.tempBytes > ceilings.tempBytes) return 'temp';
  return null;
}

/**
 * Bytes in SQLite's temporary files. SQLite unlinks them as soon as they are open, so they are found among this process's
 * open files; only Linux shows those. Elsewhere it is 0, and the memory and time ceilings stand alone.
 */
export function temporaryBytes(): number {
  if (process.platform !== 'linux') return 0;
  let bytes = 0;
  for (const file of readdirSync('/proc/self/fd')) {
    try {
      const target = readlinkSync(`/proc/self/fd/${file}`);
      if (target.includes('etilqs_')) bytes += statSync(`/proc/self/fd/${file}`).size;
    } catch {
      continue; // closed meanwhile
    }
  }
  return bytes;
}

export const CEILING_WORDS: Readonly<Record<LimitKind, string>> = {
  time: 'it ran longer than its time ceiling',
  rows: 'it gave more rows than its ceiling; those before it can be read',
  memory: 'it needed more memory than its ceiling',
  temp: 'it needed more temporary disk space than its ceiling',
  result: 'its result is larger than its ceiling; the rows before it can be read',
  value: 'a text or blob is longer than a cell may hold',
};
