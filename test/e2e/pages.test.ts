import type { Browser } from 'playwright-core';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectNoComplaints, launchBrowser, openPage, type Watched } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

/** One person's first morning, in order: each test goes on where the one before it stopped. */
describe('a person who opens Tracklake for the first time', { timeout: 240_000 }, () => {
  let browser: Browser;
  let host: TestHost;
  let watched: Watched;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tracklake-pages-'));
    const rendererFolder = await builtRenderer();
    [browser, host] = await Promise.all([launchBrowser(), startTestHost({ rendererFolder })]);
    watched = await openPage(browser);
    watched.page.setDefaultTimeout(60_000);
  });

  afterAll(async () => {
    await browser?.close();
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (at: string): Promise<void> =>
    watched.page.evaluate(hash => {
      window.location.hash = hash;
    }, `#/${at}`);

  test('is greeted with three ways in, and the address keeps no key', async () => {
    const { page } = watched;
    await page.goto(host.address);
    await page.getByRole('heading', { name: 'Start with some listening data' }).waitFor();
    for (const way of ['Make a demo', 'Bring files', 'Open a lakehouse'])
      await page.getByRole('heading', { name: way }).waitFor();
    expect(page.url()).not.toContain('token');
    expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(host.token);
  });

  test('makes a demo and watches its jobs until all have succeeded', async () => {
    const { page } = watched;
    await page.getByText('Your own size').click();
    await page.getByRole('textbox', { name: 'Listeners' }).fill('120');
    await page.getByRole('textbox', { name: 'Songs' }).fill('400');
    await page.getByRole('textbox', { name: 'Plays' }).fill('6000');
    await page.getByRole('textbox', { name: 'Weeks after the year' }).fill('1');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Make the demo' }).click();
    const run = page.getByRole('region', { name: 'The run' });
    await run.getByText('Run of 5 jobs').waitFor();
    await expect.poll(() => run.getByLabel('succeeded').count(), { timeout: 200_000, interval: 250 }).toBe(5);
  });

  test('sees the lakehouse at a glance', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByText('Plays per week').waitFor();
    await page.getByRole('img', { name: /Plays per week, \d+ weeks/ }).waitFor();
    await page
      .getByText(/snapshot \d+/)
      .first()
      .waitFor();
  });

  test('finds a relation by the palette and looks at its columns, rows, lineage and SQL', async () => {
    const { page } = watched;
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Search' }).fill('top_artists');
    await page
      .getByRole('option', { name: /gold_top_artists_by_month/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'gold_top_artists_by_month' }).waitFor();
    await page.getByText(/^Profile of all/).waitFor();
    await page.getByRole('tab', { name: 'Preview' }).click();
    await page
      .getByRole('grid', { name: /First rows of gold_top_artists_by_month/ })
      .getByRole('gridcell')
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Lineage' }).click();
    await page.getByRole('link', { name: 'Gold: top_artists_by_month' }).waitFor();
    await page.getByRole('tab', { name: 'SQL' }).click();
    await page.getByRole('region', { name: 'SQL' }).getByText('select').first().waitFor();
  });

  test('asks for a listener’s recommendations, sees why, and re-ranks them with a slider', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Recommendations' }).click();
    await page.getByRole('combobox', { name: 'Listener' }).click();
    await page
      .getByRole('option')
      .filter({ hasText: / plays / })
      .first()
      .click();
    const list = page.getByRole('listbox', { name: 'Recommended tracks' });
    await list.getByRole('option').first().waitFor({ timeout: 20_000 });
    await page.getByText('sum to the score').waitFor();
    const before = await list.getByRole('option').allTextContents();
    const slider = page.getByRole('slider', { name: 'Trending' });
    await slider.focus();
    await page.keyboard.press('End');
    await expect
      .poll(() => list.getByRole('option').allTextContents(), { interval: 100, timeout: 10_000 })
      .not.toEqual(before);
    await page.getByRole('button', { name: 'Reset' }).first().click();
    await expect
      .poll(() => list.getByRole('option').allTextContents(), { interval: 100, timeout: 10_000 })
      .toEqual(before);
  });

  test('compares the recommenders', async () => {
    const { page } = watched;
    await page.getByRole('tab', { name: 'Evaluation' }).click();
    await page
      .getByRole('region', { name: 'Evaluation results' })
      .getByRole('rowheader', { name: /hybrid/ })
      .waitFor();
    await page.getByText('nothing from the future was learned').waitFor();
    await page.getByRole('tab', { name: 'Models' }).click();
    await page.getByText('served').first().waitFor();
  });

  test('maps a file of an unknown format, loads it, and finds the bad row in quarantine', async () => {
    const { page } = watched;
    const file = join(folder, 'mine.csv');
    writeFileSync(file, 'who,what,when\n1,2,2025-01-09T10:00:00Z\n1,3,2025-01-09T10:04:00Z\n1,4,yesterday\n');
    await open('data/import');
    await page.getByLabel('Files to import').setInputFiles(file);
    await page.getByRole('button', { name: /Format/ }).click();
    await page.getByRole('option', { name: /CSV or TSV/ }).click();
    for (const [field, column] of [
      ['who', 'user_id'],
      ['what', 'track_id'],
      ['when', 'played_at'],
    ] as const) {
      await page.getByRole('button', { name: `Where ${field} goes` }).click();
      await page.getByRole('option', { name: new RegExp(`^${column}`) }).click();
      await page
        .getByRole('button', { name: `Where ${field} goes` })
        .getByText(column)
        .waitFor();
    }
    await page.getByText('1 of 3 rows would go to quarantine').waitFor();
    await page.getByRole('button', { name: 'Load 1 file' }).click();
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await expect
      .poll(async () => (await host.rpc.imports.loads()).some(load => load.fileName.endsWith('mine.csv')), {
        timeout: 60_000,
      })
      .toBe(true);
    await open('data/quarantine');
    await page
      .getByText(/played_at is not a time: "yesterday"/)
      .first()
      .waitFor();
  });

  test('makes a report and opens its file', async () => {
    const { page } = watched;
    await open('reports/new');
    await page.getByRole('textbox', { name: 'Title' }).fill('My first report');
    await page.getByRole('button', { name: 'Make report' }).click();
    await page.getByText('succeeded').first().waitFor();
    await open('reports');
    await page.getByRole('rowheader', { name: 'My first report' }).click();
    const popup = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Open', exact: true }).first().click();
    await (await popup).getByText('My first report').first().waitFor();
  });

  test('changes the theme, and it is still there after a reload', async () => {
    const { page } = watched;
    await open('settings/appearance');
    await page.getByRole('radio', { name: 'Dark' }).click();
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    await expect.poll(async () => (await host.rpc.settings.get()).theme).toBe('dark');
    await page.reload();
    await page.getByRole('radio', { name: 'Dark', checked: true }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  });

  test('forgets a load and is asked first', async () => {
    const { page } = watched;
    await open('data');
    await page.getByRole('button', { name: 'Forget mine.csv' }).click();
    await page.getByRole('alertdialog').getByText('leave').waitFor();
    await page.getByRole('button', { name: 'Forget load' }).click();
    await page.getByText('succeeded').first().waitFor();
    await open('data');
    await page.getByRole('rowheader', { name: 'mine.csv' }).waitFor({ state: 'detached' });
  });

  test('and nothing of it made the browser complain', () => expectNoComplaints(watched));

  test('a window without the key shows nothing of the lakehouse', async () => {
    const stranger = await openPage(browser);
    await stranger.page.goto(host.origin);
    await stranger.page.getByRole('heading', { name: 'This window has no key' }).waitFor();
    expect(await stranger.page.getByText('test.lake').count()).toBe(0);
    await stranger.page.getByLabel('Address or key').fill(host.address);
    await stranger.page.getByRole('button', { name: 'Continue' }).click();
    await stranger.page.getByText('Plays per week').waitFor();
    await stranger.close();
  });
});
