import axe from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { registryBrowser, systemBrowser } from './registry-browser.ts';

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless Chromium: the system's where there is one, else the one from the registry; says which. */
export async function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const system = systemBrowser();
  const executablePath = system ?? (await registryBrowser());
  const browser = await chromium.launch({ executablePath, args: [...QUIET, ...more] });
  process.stdout.write(`browser: ${system ?? '@sparticuz/chromium'} ${browser.version()}\n`);
  return browser;
}

export interface Watched {
  page: Page;
  /** Console errors, uncaught errors and violations of the content security policy so far. */
  complaints: string[];
  close(): Promise<void>;
}

/** A page in a context of its own that notes everything the browser complains about. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', error => complaints.push(`uncaught: ${error.message}`));
  return { page, complaints, close: () => context.close() };
}

/** What axe finds wrong on the page as it is now, each with the places. Empty is the only good answer. All rules, or some. */
export async function accessibilityFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const violations = await page.evaluate(async only => {
    const runner = (globalThis as unknown as { axe: typeof axe }).axe;
    const options = { resultTypes: ['violations' as const], ...(only === null ? {} : { runOnly: [...only] }) };
    return (await runner.run(document, options)).violations.map(({ id, nodes }) => ({
      id,
      places: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
  }, rules ?? null);
  return violations.map(({ id, places }) => `${id} at ${places.slice(0, 3).join(' | ')}`);
}

/** Fails with the complaints themselves. */
export function expectNoComplaints({ complaints }: Watched): void {
  expect(complaints).toEqual([]);
}
