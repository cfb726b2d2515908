import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLakehouse, type Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { accessibilityFaults, launchBrowser, openPage } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

describe('a person whose lakehouse is being written by another process', { timeout: 120_000 }, () => {
  let browser: Browser;
  let host: TestHost;
  let other: Lakehouse | undefined;

  beforeAll(async () => {
    const rendererFolder = await builtRenderer();
    browser = await launchBrowser();
    host = await startTestHost({
      rendererFolder,
      prepare: path => {
        other = openLakehouse(path);
      },
    });
  });

  afterAll(async () => {
    await browser?.close();
    await host?.close();
    other?.close();
  });

  test('is told who writes it, and sees it as soon as it is free', async () => {
    const { page, close } = await openPage(browser);
    page.setDefaultTimeout(30_000);
    await page.goto(host.address);
    await page.getByText(`(process ${process.pid}, since`).waitFor();
    await page.getByRole('heading', { name: 'Open another lakehouse' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    other?.close();
    other = undefined;
    await page.getByRole('heading', { name: 'Start with some listening data' }).waitFor();
    await close();
  });

  test('is told beside the path why another file can’t be opened, and makes a new one', async () => {
    const { page, close } = await openPage(browser);
    page.setDefaultTimeout(30_000);
    await page.goto(host.address);
    const path = page.getByRole('textbox', { name: 'Path of the lakehouse' });
    await path.fill(host.folder);
    await page.keyboard.press('Enter');
    await page.getByText('is a folder, not a lakehouse').waitFor();
    await path.fill(`${host.folder}/other.lake`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByRole('button', { name: 'Lakehouse other' }).waitFor();
    await close();
  });
});
