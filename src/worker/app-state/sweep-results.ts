import { readFile, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const FIRST_MS = 30_000;
const EVERY_MS = 10 * 60_000;

interface Stored {
  folder: string;
  bytes: number;
  usedAt: number;
  wanted: boolean;
}

/** Keeps the folder of stored results below its ceiling: the oldest go first, and those that somebody keeps stay. */
export function sweepNowAndThen(cacheFolder: string, mostBytes: () => number): void {
  const sweep = (): void => void sweepResults(cacheFolder, mostBytes()).catch(() => {});
  setTimeout(sweep, FIRST_MS).unref();
  setInterval(sweep, EVERY_MS).unref();
}

/** Answers how many results went. */
export async function sweepResults(cacheFolder: string, mostBytes: number): Promise<number> {
  const results = await storedResults(join(cacheFolder, 'results'));
  let total = results.reduce((sum, result) => sum + result.bytes, 0);
  let removed = 0;
  for (const { folder, bytes } of results.filter(result => !result.wanted).sort((a, b) => a.usedAt - b.usedAt)) {
    if (total <= mostBytes) break;
    await rm(folder, { recursive: true, force: true });
    total -= bytes;
    removed += 1;
  }
  return removed;
}

async function storedResults(root: string): Promise<Stored[]> {
  const names = await readdir(root).catch(() => []);
  const results = await Promise.all(names.map(name => about(join(root, name))));
  return results.filter(result => result !== null);
}

/** A running result is wanted; so is one whose description can't be read yet, unless it is old. */
async function about(folder: string): Promise<Stored | null> {
  const data = await stat(join(folder, 'data')).catch(() => null);
  if (data === null) return null;
  const meta = await readFile(join(folder, 'meta.json'), 'utf8')
    .then(text => JSON.parse(text) as { state: string; keep: boolean })
    .catch(() => null);
  const fresh = Date.now() - data.mtimeMs < EVERY_MS;
  return {
    folder,
    bytes: data.size,
    usedAt: data.mtimeMs,
    wanted: meta === null ? fresh : meta.keep || (meta.state === 'running' && fresh),
  };
}
