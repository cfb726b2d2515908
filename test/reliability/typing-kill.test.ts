import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser, openPage } from '../support/browser.ts';
import { clientOf } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

/** Somebody types into an untitled notebook without a pause, and the app is killed: what was typed 2 s before is there. */
const MOST_LOST_MS = 2000;
const TYPED_MS = 4000;

let browser: Browser;
let renderer: string;
beforeAll(async () => {
  renderer = await builtRenderer();
  browser = await launchBrowser();
}, 240_000);
afterAll(() => browser?.close());

test('kill -9 while typing loses two seconds of typing at most', async () => {
  expect(await lostMilliseconds({ journal: true })).toBeLessThanOrEqual(MOST_LOST_MS);
}, 180_000);

test('control: without the journal more is lost, and the test sees it', async () => {
  expect(await lostMilliseconds({ journal: false })).toBeGreaterThan(MOST_LOST_MS);
}, 180_000);

/** From the first word that is gone until the kill. */
async function lostMilliseconds({ journal }: { journal: boolean }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-typing-'));
  let host = await startHost(folder);
  const { page, close } = await openPage(browser);
  try {
    if (!journal) await page.route('**/rpc/notebooks/journal', route => route.abort());
    page.setDefaultTimeout(60_000);
    await openEditor(page, host);
    const typed = await typeWords(page);
    const killed = performance.now();
    await end(host.child, 'SIGKILL');
    host = await startHost(folder);
    const kept = JSON.stringify(await clientOf(host).notebooks.drafts());
    const lost = typed.filter(({ word }) => !kept.includes(word));
    expect(typed.length).toBeGreaterThan(20);
    return killed - (lost[0]?.at ?? killed);
  } finally {
    await close();
    await end(host.child, 'SIGTERM');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function openEditor(page: Page, { origin, token }: Host): Promise<void> {
  await page.goto(`${origin}/#token=${token}`);
  await page.getByRole('link', { name: 'Notebooks' }).first().click();
  await page.getByRole('button', { name: 'New notebook' }).click();
  await page.locator('.sql-static').click();
  await page.locator('.monaco-editor').waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
}

/** Words with the time at which each was in the editor; never longer apart than a fast hand. */
async function typeWords(page: Page): Promise<{ word: string; at: number }[]> {
  const typed: { word: string; at: number }[] = [];
  const until = performance.now() + TYPED_MS;
  while (performance.now() < until) {
    const word = `word${String(typed.length).padStart(4, '0')}`;
    await page.keyboard.insertText(`${word}, `);
    typed.push({ word, at: performance.now() });
    await page.waitForTimeout(20);
  }
  return typed;
}

interface Host {
  child: ChildProcess;
  origin: string;
  token: string;
}

async function startHost(folder: string): Promise<Host> {
  const entry = join(import.meta.dirname, '../support/host-process.ts');
  const child = spawn(process.execPath, [entry, folder, renderer], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { origin: string; token: string }) };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}
