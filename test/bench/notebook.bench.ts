import type { Page } from 'playwright-core';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, openPage } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

/**
 * Every notebook that ships, in a real browser over a demo lakehouse: from the click until all of its charts, figures and
 * tables are drawn; and, while it is open, from the end of the build after one more week until all of them show that week (by the
 * snapshot that every cell names).
 * `--small`, or `--events=N`: the lakehouse is made anew, with a model and its recommendations. `--lake=FILE --data=FOLDER`: a copy
 * of one that `tracklake run` made, with a copy of the data that it generated.
 */
const ROOT = join(import.meta.dirname, '../..');
const SMALL = process.argv.includes('--small');
const option = (name: string): string | undefined =>
  process.argv.find(argument => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const EVENTS = Number(option('events') ?? (SMALL ? 60_000 : 2_000_000));
const MOST_OPEN_MS = 1000;
const MOST_FRESH_MS = 2000;

const folder = mkdtempSync(join(tmpdir(), 'tracklake-bench-notebooks-'));
const seed = join(folder, 'data');
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
  page.setDefaultTimeout(20_000);
  await page.goto(host.address);
  const notebooks = readdirSync(join(ROOT, 'data/notebooks')).filter(name => name.endsWith('.md'));
  await open(page, notebooks[0] ?? ''); // the drawing code is fetched once
  for (const notebook of notebooks) {
    await leave(page);
    const opened = await open(page, notebook);
    const fresh = await afterOneMoreWeek(page, host);
    lines.push({ notebook, opened, fresh, faults: await faultsOn(page) });
    console.log(`${notebook}: ${opened.toFixed(0)} ms, ${fresh.toFixed(0)} ms`);
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
  const [lake, data] = [option('lake'), option('data')];
  if (lake === undefined || data === undefined) {
    command('run', '--lake', lakePath, '--out', folder, '--events', String(EVENTS), '--seed', '7');
    return;
  }
  cpSync(lake, lakePath);
  cpSync(data, seed, { recursive: true });
}

async function open(page: Page, notebook: string): Promise<number> {
  const began = performance.now();
  await page.evaluate(ref => {
    window.location.hash = `#/notebooks/${encodeURIComponent(ref)}`;
  }, `shipped:${notebook}`);
  await settled(page, 0);
  return performance.now() - began;
}

async function leave(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.location.hash = '#/settings/about';
  });
  await page.locator('.nb').waitFor({ state: 'detached' });
}

/** The milliseconds from the end of the build until every cell shows that state of the lakehouse or a newer one. */
async function afterOneMoreWeek(page: Page, { rpc }: TestHost): Promise<number> {
  command('generate', 'weekly', '--out', seed);
  const { runId } = await rpc.imports.start({ paths: [join(seed, 'weekly_trends')] });
  for await (const event of await rpc.jobs.watchRun({ runId })) void event; // until all of its jobs have ended
  const built = performance.now();
  const { snapshotId } = await rpc.lake.status();
  await settled(page, snapshotId);
  return performance.now() - built;
}

function faultsOn(page: Page): Promise<number> {
  return page.locator('.nb-cell [role=alert]').count();
}

/** Waits until nothing is missing; where that takes too long, throws what is. */
async function settled(page: Page, snapshotId: number): Promise<void> {
  await page.waitForFunction(look, { snapshotId, say: false }, { polling: 'raf' }).catch(async (error: unknown) => {
    const what = await page.evaluate(look, { snapshotId, say: true });
    throw new Error(`${page.url()} on snapshot ${snapshotId} waits for\n${String(what)}`, { cause: error });
  });
}

/** Runs in the page: is nothing under way, each chart on its canvas, and no cell of an older snapshot? Or says what isn't so. */
function look({ snapshotId, say }: { snapshotId: number; say: boolean }): boolean | string {
  const all = (selector: string) => [...document.querySelectorAll(selector)];
  const shown = all('.nb-cell[data-snapshot]');
  const late = [
    ...shown.filter(cell => Number(cell.getAttribute('data-snapshot')) < snapshotId),
    ...all('.nb-cell:is([data-busy], [data-stale])'),
    ...all('.nb-cell :is([data-busy], .ui-skeleton, .grid-pending)'),
    ...all('.chart-canvas:not([data-ready])'),
  ];
  if (say)
    return [`${shown.length} cells with a snapshot`, ...late.map(each => each.outerHTML.slice(0, 300))].join('\n');
  return all('.nb-cell').length > 2 && shown.length > 0 && late.length === 0;
}
