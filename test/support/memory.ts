import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface Memory {
  /** Resident bytes, summed over processes: what they share counts once for each. */
  rss: number;
  /** The same with shared pages divided among those who share them: what the machine gives up. */
  pss: number;
  processes: number;
}

/** Memory of processes and all below them; zeros where the system doesn't say (only Linux does). */
export function memoryOfTrees(pids: readonly number[]): Memory {
  const memory = { rss: 0, pss: 0, processes: 0 };
  if (!existsSync('/proc')) return memory;
  for (const each of family(pids)) {
    memory.rss += kilobytes(each, 'status', 'VmRSS') * 1024;
    memory.pss += kilobytes(each, 'smaps_rollup', 'Pss') * 1024;
    memory.processes += 1;
  }
  return memory;
}

export const childrenOf = (pid: number): number[] =>
  [...parentsOfAll()].filter(([, of]) => of === pid).map(([child]) => child);

function family(pids: readonly number[]): Set<number> {
  const parents = parentsOfAll();
  const found = new Set(pids);
  for (const each of found) for (const [child, parent] of parents) if (parent === each) found.add(child);
  return found;
}

function parentsOfAll(): Map<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    const stat = readSafely(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  return parents;
}

const kilobytes = (pid: number, file: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readSafely(`/proc/${pid}/${file}`))?.[1] ?? 0);

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
