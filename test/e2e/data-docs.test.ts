import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNoComplaints, launchBrowser, openPage } from '../support/browser.ts';
import { startFixtureHost, type FixtureHost } from '../support/interface/fixture-host.ts';
import { builtRenderer } from '../support/renderer.ts';

let browser: Browser;
let host: FixtureHost;

beforeAll(async () => {
  const folder = await builtRenderer();
  [browser, host] = await Promise.all([launchBrowser(), startFixtureHost(folder, 'normal')]);
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

test('a person sees what a failed check holds back, reads the data docs and takes them along', async () => {
  const watched = await openPage(browser, { acceptDownloads: true });
  const { page } = watched;
  await page.goto(`${host.url}#/catalogue/silver_listens`);
  await page.getByText('Shows the rows of before').waitFor();

  await page.getByRole('link', { name: 'Data docs' }).click();
  await page.getByText('Nobody plays one track 80 times in a day').waitFor();
  await page.getByRole('img', { name: '1 of the last 9 did not hold' }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as HTML' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('data-docs.html');

  await page.getByRole('tab', { name: /Schemas/ }).click();
  await page.getByText('listening.v1').click();
  await page.getByText('context may be there now').waitFor();
  expectNoComplaints(watched);
  await watched.close();
});
