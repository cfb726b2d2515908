import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROUTES } from '../../src/renderer/routes.tsx';
import { launchBrowser, openPage } from '../support/browser.ts';
import { startFixtureHost, type FixtureHost } from '../support/interface/fixture-host.ts';
import { PLACES } from '../support/interface/places.ts';
import { builtRenderer } from '../support/renderer.ts';
import { inTurn, PAYLOADS, poisoned } from '../support/xss.ts';

let browser: Browser;
let host: FixtureHost;

beforeAll(async () => {
  const next = inTurn();
  const folder = await builtRenderer();
  [browser, host] = await Promise.all([
    launchBrowser(),
    startFixtureHost(folder, 'normal', 0, output => poisoned(output, next)),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

const executions = (page: Page): Promise<number> =>
  page.evaluate(() => (globalThis as unknown as { executed?: number }).executed ?? 0);

/** What text could have become: a script that no build made, a handler in an attribute, an address that is code. */
const suspicious = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('*')].flatMap(element =>
      [...element.attributes]
        .filter(({ name, value }) => name.startsWith('on') || /^\s*javascript:/i.test(value) || name === 'srcdoc')
        .map(({ name, value }) => `${element.tagName} ${name}=${value.slice(0, 80)}`),
    ),
  );

test('every page of the router is tried', () => {
  const tried = new Set(PLACES.map(({ at }) => at.split('/')[0]));
  expect(ROUTES.map(route => route.id).filter(id => !tried.has(id))).toEqual([]);
  expect(new Set(PAYLOADS).size).toBe(80);
});

describe.each([
  ['on', false],
  ['off', true],
])('with the content security policy %s', (_, bypassCSP) => {
  test('80 payloads in every text of every page stay text', { timeout: 120_000 }, async () => {
    const { page, close } = await openPage(browser, { bypassCSP });
    page.setDefaultTimeout(6000);
    await page.goto(`${host.url}#/home`);
    const found: string[] = [];
    let poisonedPages = 0;
    for (const { at, shows } of PLACES) {
      await page.evaluate(hash => (window.location.hash = hash), `#/${at}`);
      await page
        .getByText(shows)
        .first()
        .waitFor()
        .catch(() => found.push(`${at}: does not show ${String(shows)}`));
      found.push(...(await suspicious(page)).map(fault => `${at}: ${fault}`));
      if ((await executions(page)) > 0) found.push(`${at}: a payload was executed`);
      if ((await page.locator('main').innerText()).includes('top.executed')) poisonedPages += 1;
    }
    expect(poisonedPages).toBeGreaterThan(PLACES.length / 2); // the others hold no text of anybody's
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Search' }).fill('gold');
    await page.getByRole('option').first().waitFor();
    expect(await executions(page)).toBe(0);
    expect(found).toEqual([]);
    await close();
  });
});

test('control: the same payloads, written as HTML, are executed', async () => {
  const { page, close } = await openPage(browser, { bypassCSP: true });
  await page.goto(host.url);
  await page.evaluate(
    payloads => {
      for (const payload of payloads) document.body.insertAdjacentHTML('beforeend', payload);
    },
    PAYLOADS.filter(payload => !/<(?:base|meta) /.test(payload)),
  ); // these would change where the others load from
  await expect.poll(() => executions(page), { timeout: 15_000 }).toBeGreaterThan(20);
  await close();
});
