import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../support/browser.ts';
import { childrenOf, memoryOfTrees, type Memory } from '../support/memory.ts';

/**
 * `npm start` without a window: until the address is printed, until a page paints and is interactive, how large the script
 * before the first page is, and memory at rest. An empty lakehouse, or with `--lake=FILE` that one.
 */
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tracklake-start-'));
const lake = process.argv.find(each => each.startsWith('--lake='))?.slice('--lake='.length);
const env = {
  ...process.env,
  TRACKLAKE_LAKE: lake ?? join(folder, 'a.lake'),
  TRACKLAKE_STATE: join(folder, 'state'),
  TRACKLAKE_CACHE: join(folder, 'cache'),
};
/** By then what was used is let go: see cell-pool.ts. */
const AT_REST_AFTER_MS = 75_000;
const lines: { what: string; found: string; bound: string; met: boolean }[] = [];

interface Start {
  address: number;
  interactive: number;
  paint: number;
  /** Bytes of script before any page, and with the first page's, compressed. */
  script: number;
  scriptWithPage: number;
  hosts: Memory;
  browser: Memory;
}

try {
  await start(0); // builds what is older than its sources, and warms the files
  const runs = [await start(0), await start(0), await start(AT_REST_AFTER_MS)];
  const { hosts, browser } = runs.at(-1)!;
  const best = runs.toSorted((a, b) => a.interactive - b.interactive)[0]!;
  note('npm start to an address', best.address, 'ms');
  note('npm start to an interactive page (best of 3)', best.interactive, 'ms', 2000);
  note('first paint after navigation', best.paint, 'ms', 700);
  note('script before any page, gzip', best.script / 1000, 'kB', 300);
  note('script with the first page, gzip', best.scriptWithPage / 1000, 'kB');
  note('host, worker and cell process at rest, RSS in sum', hosts.rss / 1e6, 'MB', 250);
  note('the same, shared pages counted once (PSS)', hosts.pss / 1e6, 'MB');
  note(`with the browser’s ${browser.processes} processes, PSS`, (hosts.pss + browser.pss) / 1e6, 'MB', 450);
  note('with the browser, RSS in sum', (hosts.rss + browser.rss) / 1e6, 'MB');
  note('an empty browser alone, RSS in sum', (await emptyBrowser()).rss / 1e6, 'MB');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.table(lines);
process.exitCode = lines.every(line => line.met) ? 0 : 1;

function note(what: string, found: number, unit: string, bound?: number): void {
  lines.push({
    what,
    found: `${found.toFixed(0)} ${unit}`,
    bound: bound === undefined ? '–' : `≤ ${bound} ${unit}`,
    met: bound === undefined || found <= bound,
  });
}

async function start(restMs: number): Promise<Start> {
  const browser = await launchBrowser();
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
    const [script, scriptWithPage] = await scriptBytes(page);
    await new Promise(resolve => setTimeout(resolve, restMs));
    const hosts = memoryOfTrees([child.pid!]);
    return { address, interactive, paint, script, scriptWithPage, hosts, browser: memoryOfBrowser(child.pid!) };
  } finally {
    child.kill('SIGTERM');
    await new Promise(resolve => child.once('exit', resolve));
    await browser.close();
  }
}

/** What the page's head asks for, and that with all it preloads for the first page. */
async function scriptBytes(page: Page): Promise<[number, number]> {
  const texts = (selector: string): Promise<string[]> =>
    page.evaluate(
      wanted =>
        Promise.all(
          [...document.querySelectorAll(wanted)].map(async element =>
            (await fetch(element.getAttribute('src') ?? element.getAttribute('href') ?? '')).text(),
          ),
        ),
      selector,
    );
  const bytes = (all: string[]): number => all.reduce((sum, text) => sum + gzipSync(text).length, 0);
  const first = bytes(await texts('head script[src], head link[rel=modulepreload]'));
  return [first, first + bytes(await texts('body link[rel=modulepreload]'))];
}

/** Everything that this process has started but the host. */
function memoryOfBrowser(hostPid: number): Memory {
  return memoryOfTrees(childrenOf(process.pid).filter(pid => pid !== hostPid));
}

async function emptyBrowser(): Promise<Memory> {
  const browser: Browser = await launchBrowser();
  try {
    await browser.newPage();
    await new Promise(resolve => setTimeout(resolve, 8000));
    return memoryOfBrowser(0);
  } finally {
    await browser.close();
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
