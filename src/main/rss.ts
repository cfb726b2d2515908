import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

/** Resident memory of another process in bytes; 0 where the system doesn't say (only Linux does, in a file). */
export function rssOf(pid: number | null): number {
  if (pid === null || process.platform !== 'linux') return 0;
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}
