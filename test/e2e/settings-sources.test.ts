import type { Browser } from 'playwright-core';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FakeService } from '../collectors/support/fake-service.ts';
import { KEY, lastfmService, playsOf } from '../collectors/support/services.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

let browser: Browser;
let host: TestHost;
let lastfm: FakeService;
/** Where pictures go when somebody wants to look. */
const shots = process.env['TRACKLAKE_SCREENSHOTS'];

beforeAll(async () => {
  lastfm = await lastfmService(playsOf(450));
  browser = await launchBrowser();
  host = await startTestHost({ rendererFolder: await builtRenderer() });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await host?.close();
  await lastfm?.close();
});

test('a person enters a key, tests the source, and collects from it', { timeout: 60_000 }, async () => {
  const { page, complaints, close } = await openPage(browser);
  const shoot = async (name: string): Promise<void> => {
    if (shots !== undefined) await page.screenshot({ path: join(shots, `${name}.png`) });
  };
  await page.goto(host.address);
  await page.goto(`${host.origin}/#/settings/sources`);
  await page.getByRole('heading', { name: 'Last.fm' }).waitFor();
  await shoot('sources-empty');

  await page.getByRole('textbox', { name: 'User name' }).first().fill('ana');
  await page.getByLabel('API key').fill(KEY);
  await page.getByRole('button', { name: 'Keep the key of Last.fm' }).click();
  await page.getByText('Kept in a file of yours').waitFor();
  expect(await page.getByLabel('API key').inputValue()).toBe('');
  await page.getByText('Address', { exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Address of Last.fm' }).fill(lastfm.url);
  await page.getByRole('textbox', { name: 'Address of Last.fm' }).press('Enter');

  await page.getByRole('button', { name: 'Test connection and format of Last.fm' }).click();
  await page.getByText('Format of the answer: the answer can be read').waitFor();
  await shoot('sources-tested');
  await page.getByRole('button', { name: 'Collect now from Last.fm' }).click();
  await page.getByText('Scrobbles of ana: 450 new').waitFor({ timeout: 20_000 });
  await shoot('sources-collected');
  expect(await page.content()).not.toContain(KEY);
  expect(complaints).toEqual([]);
  await close();
});
