import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import type { ListenerList, ReportFormat } from '../../src/worker/reports/report.ts';
import { writeFiles } from '../../src/worker/reports/write-files.ts';
import { accessibilityFaults, launchBrowser, openPage } from '../support/browser.ts';
import { FORMULAS, SCRIPTS } from '../unit/reports/payloads.ts';
import { sampleFacts, sampleList } from '../unit/reports/sample-facts.ts';

const plain = (place: string): string => `a ${place}`;

describe('a report in a browser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-report-'));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const page = async (
    name: string,
    lists: ListenerList[],
    text = plain,
    formats: ReportFormat[] = ['html'],
  ): Promise<string> => {
    const { files } = await writeFiles(
      join(folder, name),
      sampleFacts(text, formats, lists.length),
      lists,
      () => text('genre of a track'),
      quietContext(),
    );
    return files.find(file => file.format === 'html')?.path ?? '';
  };

  /** Opens a page, lets everything on it happen, and counts what ran. */
  const opened = async (path: string, options: BrowserContextOptions = {}) => {
    const watched = await openPage(browser, options);
    const asked: string[] = [];
    let dialogs = 0;
    watched.page.on('request', request => asked.push(request.url()));
    watched.page.on('dialog', dialog => {
      dialogs += 1;
      void dialog.dismiss();
    });
    await watched.page.goto(pathToFileURL(path).href, { waitUntil: 'load' });
    const ran = async (): Promise<number> =>
      dialogs + (await watched.page.evaluate(() => Number((globalThis as unknown as { hits?: number }).hits ?? 0)));
    return { ...watched, asked, ran };
  };

  /** The same page without its policy, so that escaping alone has to hold. */
  const withoutPolicy = (path: string): string => {
    const bare = path.replace('report.html', 'bare.html');
    const text = readFileSync(path, 'utf8');
    const without = text.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, '');
    expect(without.length).toBeLessThan(text.length);
    writeFileSync(bare, without);
    return bare;
  };

  it.each(['with its policy', 'without it'])(
    'runs nothing of 60 scripts and 78 formulas in every text of it, %s',
    async policy => {
      const payloads = [...SCRIPTS, ...FORMULAS];
      expect(SCRIPTS.length).toBeGreaterThanOrEqual(60);
      let turn = 0;
      const hostile = (): string => payloads[turn++ % payloads.length] ?? '';
      const lists = Array.from({ length: 40 }, (_, i) => sampleList(payloads[i] ?? i, hostile));
      const path = await page(`hostile ${policy}`, lists, hostile, ['html', 'csv']);
      expect(turn).toBeGreaterThan(payloads.length * 3);
      const {
        page: browserPage,
        asked,
        ran,
        complaints,
        close,
      } = await opened(policy === 'without it' ? withoutPolicy(path) : path);
      await browserPage.getByLabel('Find a listener').fill('u');
      await browserPage.getByLabel('Find a listener').fill('s');
      await browserPage.keyboard.press('Enter');
      for (let i = 0; i < 12; i += 1) await browserPage.getByRole('button', { name: 'Next' }).click();
      await browserPage.mouse.move(400, 400);
      expect(await ran()).toBe(0);
      expect(asked).toEqual([browserPage.url()]);
      expect(complaints).toEqual([]);
      expect(await browserPage.locator('script').count()).toBe(3);
      expect(
        await browserPage.locator('iframe, object, embed, base, link, form, img, [onload], [onerror]').count(),
      ).toBe(0);
      await close();
    },
  );

  it('the payloads would run, were it not for the escaping or the policy', async () => {
    const path = join(folder, 'control.html');
    const run = async (policy: string): Promise<number> => {
      let total = 0;
      for (const payload of SCRIPTS.filter(script => /^<(script>|img|svg onload|details)/.test(script))) {
        writeFileSync(path, `<!doctype html><html><head>${policy}</head><body>${payload}</body></html>`);
        const { ran, close, page: browserPage } = await opened(path);
        await browserPage.waitForTimeout(30);
        total += Math.min(1, await ran());
        await close();
      }
      return total;
    };
    expect(await run('')).toBeGreaterThanOrEqual(4);
    const policy = /<meta http-equiv="Content-Security-Policy"[^>]*>/.exec(
      readFileSync(await page('policy', [sampleList('u', plain)]), 'utf8'),
    )?.[0];
    expect(await run(policy ?? '')).toBe(0);
  });

  it('lets a listener be found by name and by id, and steps through all of them', async () => {
    const lists = Array.from({ length: 45 }, (_, i) => ({
      ...sampleList(`u${i + 1}`, plain),
      name: `Listener number ${i + 1}`,
    }));
    const { page: browserPage, complaints, close } = await opened(await page('find', lists));
    await expect(browserPage.getByText('45 listeners', { exact: true }).count()).resolves.toBe(1);
    const box = browserPage.getByLabel('Find a listener by name or id');
    await box.fill('number 40');
    await browserPage.getByRole('button', { name: 'Listener number 40 (u40)' }).click();
    const found = browserPage.locator('#found');
    expect(await found.getByRole('heading').textContent()).toContain('Listener number 40');
    expect(await found.getByRole('row').count()).toBe(4);
    await browserPage.getByRole('button', { name: 'Next' }).click();
    expect(await found.getByRole('heading').textContent()).toContain('Listener number 41');
    await box.fill('u3');
    await browserPage.keyboard.press('Enter');
    expect(await found.getByRole('heading').textContent()).toContain('Listener number 3 ');
    await box.fill('nobody at all');
    expect(await browserPage.getByText('No listener has that name or id.').count()).toBe(1);
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(['light', 'dark'] as const)('has no accessibility faults in %s, with every table open', async colorScheme => {
    const lists = Array.from({ length: 35 }, (_, i) => sampleList(`u${i + 1}`, plain));
    const { page: browserPage, close } = await opened(await page(`axe ${colorScheme}`, lists), {
      colorScheme,
      bypassCSP: true,
    });
    for (const summary of await browserPage.locator('summary').all()) await summary.click();
    expect(await accessibilityFaults(browserPage)).toEqual([]);
    await close();
  });

  it('says the same in each chart’s table', async () => {
    const { page: browserPage, close } = await opened(await page('twins', [sampleList('u1', plain)]));
    expect(await browserPage.locator('figure').count()).toBe(await browserPage.locator('figure table').count());
    const weeks = browserPage.locator('figure', { hasText: 'Plays by week' });
    await weeks.getByText('Show as table').click();
    expect(await weeks.getByRole('row').allTextContents()).toEqual([
      expect.stringContaining('Week ending'),
      expect.stringMatching(/2025-12-21\s*90\s*9/),
      expect.stringMatching(/2025-12-28\s*120\s*9/),
      expect.stringMatching(/2026-01-04\s*100\s*8/),
    ]);
    await close();
  });

  it('fits 1024 pixels without scrolling sideways, and prints', async () => {
    const { page: browserPage, close } = await opened(await page('narrow', [sampleList('u1', plain)]), {
      viewport: { width: 1024, height: 768 },
    });
    const overflow = await browserPage.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    const pdf = await browserPage.pdf({ preferCSSPageSize: true });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await close();
  });
});
