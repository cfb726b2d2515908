import type { Page } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

/**
 * Every notebook that ships, in a real browser over a demo lakehouse: from the click until all of its charts, figures and
 * tables are drawn; and, while it is open, from the end of the build after one more week until all of them show that week.
 * `--small`, or `--events=N`; the lakehouse is made anew.
 */
const ROOT = join(import.meta.dirname, '../..');
const SMALL = process.argv.includes('--small');
const EVENTS = Number(
  process.argv.find(argument => argument.startsWith('--events='))?.slice('--events='.length) ??
    (SMALL ? 60_000 : 2_000_000),
);
const MOST_OPEN_MS = 1000;
const MOST_FRESH_MS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-notebooks-'));
const seed = join(folder, 'seed');
const command = (...args: string[]): void =>
  void execFileSync(process.execPath, [join(ROOT, 'bin/tracklake.mjs'), ...args], { cwd: folder, stdio: 'ignore' });

interface Line {
  notebook: string;
  opened: number;
  fresh: number;
  faults: number;
}

const lines: Line[] = [];
const host = await startTestHost({ rendererFolder: await builtRenderer(), prepare: makeLake });
const browser = await launchBrowser();
try {
  const { page } = await openPage(browser);
  page.setDefaultTimeout(60_000);
  await page.goto(host.address);
  const notebooks = readdirSync(join(ROOT, 'data/notebooks')).filter(name => name.endsWith('.md'));
  await open(page, notebooks[0] ?? ''); // the drawing code is fetched once
  for (const notebook of notebooks) {
    await leave(page);
    const opened = await open(page, notebook);
    lines.push({ notebook, opened, fresh: await afterOneMoreWeek(page, host), faults: await faultsOn(page) });
  }
} finally {
  await browser.close();
  await host.close();
  rmSync(folder, { recursive: true, force: true });
}
const met = lines.every(line => line.opened <= MOST_OPEN_MS && line.fresh <= MOST_FRESH_MS && line.faults === 0);
console.log(`${EVENTS.toLocaleString('en-US')} plays`);
console.table(
  lines.map(({ notebook, opened, fresh, faults }) => ({
    notebook,
    [`shown (≤ ${MOST_OPEN_MS} ms)`]: `${opened.toFixed(0)} ms`,
    [`after the build (≤ ${MOST_FRESH_MS} ms)`]: `${fresh.toFixed(0)} ms`,
    faults,
  })),
);
process.exitCode = met ? 0 : 1;

function makeLake(lakePath: string): void {
  command('generate', 'seed', '--out', seed, '--events', String(EVENTS), '--seed', '7');
  command('import', seed, '--lake', lakePath);
  command('build', '--lake', lakePath);
}

async function open(page: Page, notebook: string): Promise<number> {
  const began = performance.now();
  await page.evaluate(ref => {
    window.location.hash = `#/notebooks/${encodeURIComponent(ref)}`;
  }, `shipped:${notebook}`);
  await page.waitForFunction(isDrawn, null, { polling: 'raf' });
  return performance.now() - began;
}

async function leave(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/settings/about';
  });
  await page.locator('.nb').waitFor({ state: 'detached' });
}

/**
 * The milliseconds from the end of the build until nothing on the page is stale, or being read. What reads nothing that
 * changed stays as it is.
 */
async function afterOneMoreWeek(page: Page, { rpc }: TestHost): Promise<number> {
  command('generate', 'weekly', '--out', seed);
  const { runId } = await rpc.imports.start({ paths: [join(seed, 'weekly_trends')] });
  for await (const event of await rpc.jobs.watchRun({ runId })) void event; // until all of its jobs have ended
  const built = performance.now();
  const { snapshotId } = await rpc.lake.status();
  await page.waitForFunction(
    snapshot => {
      const stamps = [...document.querySelectorAll('.nb-stamp')].map(stamp => stamp.textContent ?? '');
      const fresh = stamps.some(text => text.includes(`snapshot ${snapshot} `)) || stamps.length === 0;
      const stale = stamps.some(text => text.includes('stale'));
      return fresh && !stale && document.querySelector('.nb-cell[data-busy], .nb-cell .ui-skeleton') === null;
    },
    snapshotId,
    { polling: 'raf' },
  );
  return performance.now() - built;
}

function faultsOn(page: Page): Promise<number> {
  return page.locator('.nb-cell [role=alert]').count();
}

/** Runs in the page: nothing is under way, and each chart is on its canvas. */
function isDrawn(): boolean {
  return (
    document.querySelectorAll('.nb-cell').length > 2 &&
    document.querySelector('.nb-cell[data-busy], .nb-cell .ui-skeleton, .nb-cell .grid-pending') === null &&
    document.querySelector('.chart-canvas:not([data-ready])') === null &&
    document.querySelector('.nb-stamp, .chart-canvas, .nb-kpi') !== null
  );
}
