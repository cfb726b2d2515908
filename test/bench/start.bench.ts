import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '../support/browser.ts';

/** `npm start` without a window: until the address is printed, until a page paints and is interactive, and idle memory. */
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tracklake-start-'));
const env = {
  ...process.env,
  TRACKLAKE_LAKE: join(folder, 'a.lake'),
  TRACKLAKE_STATE: join(folder, 'state'),
  TRACKLAKE_CACHE: join(folder, 'cache'),
};
const lines: { what: string; found: string; bound: string; met: boolean }[] = [];

const browser = await launchBrowser();
try {
  await start(); // builds what is older than its sources, and warms the files
  const runs = [];
  for (let i = 0; i < 3; i += 1) runs.push(await start());
  const best = runs.toSorted((a, b) => a.interactive - b.interactive)[0]!;
  note('npm start to an address', `${best.address.toFixed(0)} ms`, '–', true);
  note(
    'npm start to an interactive page',
    `${best.interactive.toFixed(0)} ms (best of 3)`,
    '≤ 2000 ms',
    best.interactive <= 2000,
  );
  note('first paint after navigation', `${best.paint.toFixed(0)} ms`, '≤ 700 ms', best.paint <= 700);
  note('idle memory of all host processes', `${(best.rss / 1e6).toFixed(0)} MB RSS`, '≤ 250 MB', best.rss <= 250e6);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.table(lines);
process.exitCode = lines.every(line => line.met) ? 0 : 1;

function note(what: string, found: string, bound: string, met: boolean): void {
  lines.push({ what, found, bound, met });
}

async function start(): Promise<{ address: number; interactive: number; paint: number; rss: number }> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, 'bin', 'start.mjs'), '--host', 'loopback', '--no-open'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await addressOf(child);
    const address = performance.now() - began;
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction(() => (document.querySelector('#root')?.querySelectorAll('a, button').length ?? 0) > 3);
    const interactive = performance.now() - began;
    const paint = await page.evaluate(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity,
    );
    await page.close();
    await new Promise(resolve => setTimeout(resolve, 8000));
    return { address, interactive, paint, rss: rssOfTree(child.pid!) };
  } finally {
    child.kill('SIGTERM');
    await new Promise(resolve => child.once('exit', resolve));
  }
}

function addressOf(child: ReturnType<typeof spawn>): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.on('data', chunk => {
      text += String(chunk);
      const url = /http:\/\/127\.0\.0\.1:\S+/.exec(text)?.[0];
      if (url !== undefined) resolve(url);
    });
    child.once('exit', code => reject(new Error(`npm start ended with ${code}: ${text}`)));
  });
}

/** Resident memory of a process and all below it; Linux alone says. */
function rssOfTree(pid: number): number {
  if (!existsSync('/proc')) return 0;
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter(each => /^\d+$/.test(each))) {
    const stat = readSafely(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const family = new Set([pid]);
  for (const each of family) for (const [child, parent] of parents) if (parent === each) family.add(child);
  return [...family].reduce(
    (sum, each) => sum + Number(/VmRSS:\s+(\d+)/.exec(readSafely(`/proc/${each}/status`))?.[1] ?? 0) * 1024,
    0,
  );
}

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
