import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessibilityFaults, launchBrowser, openPage, type Watched } from '../support/browser.ts';
import type { Scenario } from '../support/interface/answers.ts';
import { startFixtureHost, type FixtureHost } from '../support/interface/fixture-host.ts';
import { PLACES } from '../support/interface/places.ts';
import { ROUTES } from '../../src/renderer/routes.tsx';
import { builtRenderer } from '../support/renderer.ts';

const FEW = [
  'home',
  'catalogue',
  'recommend/listener/7',
  'recommend/models',
  'reports',
  'jobs',
  'pipelines',
  'observability',
  'data',
  'data/quarantine',
  'matches',
  'settings',
];

let browser: Browser;
let folder: string;
const hosts = new Map<Scenario, FixtureHost>();

beforeAll(async () => {
  [browser, folder] = await Promise.all([launchBrowser(), builtRenderer()]);
  for (const scenario of ['normal', 'empty', 'failing', 'slow'] as const)
    hosts.set(scenario, await startFixtureHost(folder, scenario));
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([...hosts.values()].map(host => host.close()));
});

const openAt = async (
  scenario: Scenario,
  at: string,
  options: Parameters<typeof openPage>[1] = {},
): Promise<Watched> => {
  const watched = await openPage(browser, options);
  await watched.page.goto(`${hosts.get(scenario)!.url}#/${at}`);
  return watched;
};

const goTo = (watched: Watched, at: string): Promise<void> =>
  watched.page.evaluate(hash => {
    window.location.hash = hash;
  }, `#/${at}`);

/** Every request from now on that goes anywhere but to the page's own origin. */
function requestsElsewhere(page: Page, own: string): string[] {
  const urls: string[] = [];
  page.on('request', request => {
    if (!request.url().startsWith(own) && !/^(data|blob):/.test(request.url())) urls.push(request.url());
  });
  return urls;
}

/** Answers that the made-up host has not: the page says so by itself, and the browser notes the 404. */
const unanswered = (complaint: string): boolean => /Failed to load resource.*404/.test(complaint);

/** The rules but contrast are the same in both themes, and take most of the time. */
const RULES = { light: undefined, dark: ['color-contrast'] } as const;

test('no page of the router is left out', () => {
  const seen = new Set(PLACES.map(({ at }) => at.split('/')[0]));
  expect(ROUTES.map(route => route.id).filter(id => !seen.has(id))).toEqual([]);
});

describe.each(['light', 'dark'] as const)('in the %s theme', theme => {
  test('every page shows its own and has no accessibility fault', { timeout: 120_000 }, async () => {
    const watched = await openPage(browser, { colorScheme: theme });
    const elsewhere = requestsElsewhere(watched.page, hosts.get('normal')!.url);
    await watched.page.goto(`${hosts.get('normal')!.url}#/home`);
    const faults: string[] = [];
    for (const { at, shows } of PLACES) {
      await goTo(watched, at);
      await watched.page.getByText(shows).first().waitFor();
      faults.push(...(await accessibilityFaults(watched.page, RULES[theme])).map(fault => `${at}: ${fault}`));
    }
    expect(faults).toEqual([]);
    expect(watched.complaints.filter(complaint => !unanswered(complaint))).toEqual([]);
    expect(elsewhere, 'it works without a network').toEqual([]);
    await watched.close();
  });

  test('windows, menus and opened rows have no accessibility fault', { timeout: 120_000 }, async () => {
    const watched = await openAt('normal', 'home', { colorScheme: theme });
    const { page } = watched;
    const faults: string[] = [];
    const look = async (what: string, shown: Locator): Promise<void> => {
      await shown.first().waitFor();
      faults.push(...(await accessibilityFaults(page, RULES[theme])).map(fault => `${what}: ${fault}`));
      await page.keyboard.press('Escape');
    };
    await page.getByText('Needs attention').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox', { name: 'Search' }).fill('silver_listens');
    await look('the palette', page.getByRole('option', { name: /silver_listens/ }));
    await page.keyboard.press('Escape'); // the first one emptied the box
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await look('the shortcuts', page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
    await page.getByRole('button', { name: /^Lakehouse/ }).click();
    await look('the lakehouse menu', page.getByRole('menuitem'));
    await goTo(watched, 'data');
    await page
      .getByRole('button', { name: /^Forget/ })
      .first()
      .click();
    await look('forgetting a load', page.getByRole('alertdialog'));
    await goTo(watched, 'pipelines/weekly');
    await page.getByRole('button', { name: 'Backfill' }).click();
    await look('a backfill', page.getByRole('dialog'));
    await goTo(watched, 'catalogue/silver_listens?tab=columns&column=ms_played');
    await look('a column', page.getByText('Looked at', { exact: true }));
    expect(faults).toEqual([]);
    expect(watched.complaints.filter(complaint => !unanswered(complaint))).toEqual([]);
    await watched.close();
  });

  test('pages without data say what to do next', { timeout: 60_000 }, async () => {
    const watched = await openAt('empty', 'home', { colorScheme: theme, viewport: { width: 1024, height: 768 } });
    const faults: string[] = [];
    const says: Record<string, string> = {
      home: 'Start with some listening data',
      'recommend/models': 'No model is fitted yet',
      'recommend/evaluation': 'Nothing is evaluated yet',
      reports: 'No reports yet',
      jobs: 'Nothing has run yet',
      data: 'Nothing is loaded yet',
      'data/quarantine': 'Quarantine is empty',
      'data/snapshots': 'No snapshots yet',
      matches: 'No two tracks look like one recording',
    };
    for (const [at, title] of Object.entries(says)) {
      await goTo(watched, at);
      await watched.page.getByRole('heading', { name: title }).waitFor();
      faults.push(...(await accessibilityFaults(watched.page, RULES[theme])).map(fault => `${at}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await watched.close();
  });

  test('a page that fails says why and offers another try', { timeout: 60_000 }, async () => {
    const watched = await openAt('failing', 'catalogue', { colorScheme: theme });
    const faults: string[] = [];
    for (const at of FEW) {
      await goTo(watched, at);
      await watched.page.getByText('page 812 of demo.lake is not what was written').first().waitFor();
      await watched.page.getByRole('button', { name: 'Try again' }).first().waitFor();
      faults.push(...(await accessibilityFaults(watched.page, RULES[theme])).map(fault => `${at}: ${fault}`));
    }
    expect(faults).toEqual([]);
    await watched.close();
  });
});

test('while the worker has not answered every page keeps its place with skeletons', async () => {
  const watched = await openAt('slow', 'home');
  for (const at of FEW) {
    await goTo(watched, at);
    await watched.page.locator('.ui-skeleton').first().waitFor();
  }
  expect(watched.complaints).toEqual([]);
  await watched.close();
});

test('a person without a mouse gets everywhere, and always sees where the focus is', async () => {
  const watched = await openAt('normal', 'home');
  const { page } = watched;
  const keys = page.keyboard;
  await page.getByText('Needs attention').waitFor();
  await keys.press('Alt+3');
  const find = page.getByRole('searchbox', { name: 'Find a relation' });
  await find.waitFor();
  await find.focus();
  await keys.type('genre_pop');
  await keys.press('Tab');
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await page.getByRole('heading', { name: 'gold_genre_popularity_by_week' }).waitFor();
  await page.getByRole('tab', { name: /Columns/ }).focus();
  await keys.press('ArrowRight');
  await keys.press('ArrowRight');
  await page.getByRole('tab', { name: 'Lineage', selected: true }).waitFor();
  await keys.press('Control+k');
  await keys.type('dark');
  await keys.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await keys.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await keys.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await keys.press('Control+b');
  await page.getByRole('button', { name: 'Widen the sidebar' }).waitFor();
  for (let step = 0; step < 25; step += 1) {
    await keys.press('Tab');
    const focusSeen = () =>
      page.evaluate(() => {
        const focused = document.activeElement;
        const ringed = (element: Element): boolean => {
          const style = getComputedStyle(element);
          return (
            (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== 'none'
          );
        };
        if (focused === null || focused === document.body) return 'seen'; // past the last control, at the browser's own
        const around = [focused, focused.parentElement, focused.parentElement?.parentElement].filter(
          element => element != null,
        );
        const inside = [...focused.querySelectorAll('*')].slice(0, 12);
        const drawn = [...focused.querySelectorAll('rect')].some(rect => getComputedStyle(rect).strokeWidth === '2px');
        return [...around, ...inside].some(ringed) || drawn ? 'seen' : `no ring on ${focused.outerHTML.slice(0, 200)}`;
      });
    await expect.poll(focusSeen).toBe('seen'); // a ring may fade in
  }
  await watched.close();
});

test('at 200 % windows fit the screen, the sidebar makes room, and nothing scrolls sideways', async () => {
  const watched = await openAt('normal', 'home');
  const { page } = watched;
  await page.getByText('Needs attention').waitFor();
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('Control++');
  await page.getByText('200%').waitFor();
  await page.getByRole('button', { name: 'Widen the sidebar' }).waitFor();
  await page.keyboard.press('Control+k');
  const box = await page.getByRole('dialog').boundingBox();
  expect(box!.y + box!.height).toBeLessThanOrEqual(900);
  expect(box!.x + box!.width).toBeLessThanOrEqual(1440);
  await page.keyboard.press('Escape');
  for (const at of FEW) {
    await goTo(watched, at);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(tooWide, at).toBeLessThanOrEqual(0);
  }
  await watched.close();
});

test('a person gives a command another key, is told whom it clashes with, and takes it away', async () => {
  const watched = await openAt('normal', 'settings/keys');
  const { page } = watched;
  await page.getByRole('searchbox', { name: 'Find a command' }).fill('Go to Matches');
  const row = page.getByRole('listitem').filter({ hasText: 'Go to Matches' });
  const change = row.getByRole('button', { name: 'Change the key of Go to Matches' });
  await change.click();
  await page.keyboard.press('Alt+2');
  await row.getByText('also Go to Notebooks').waitFor();
  await change.click();
  await page.keyboard.press('Alt+m');
  await row.getByText('Alt+M').waitFor();
  await page.keyboard.press('Alt+m');
  await page.getByRole('heading', { name: 'Matches' }).waitFor();
  await goTo(watched, 'settings/keys');
  await page.getByRole('searchbox', { name: 'Find a command' }).fill('Go to Matches');
  await change.click();
  await page.keyboard.press('Backspace');
  await row.locator('kbd').waitFor({ state: 'detached' });
  expect(watched.complaints).toEqual([]);
  await watched.close();
});

test('nothing moves after the first paint of a page', async () => {
  const watched = await openAt('normal', 'catalogue');
  await watched.page.getByRole('columnheader', { name: 'Relation' }).waitFor();
  const shift = await watched.page.evaluate(
    () =>
      new Promise<number>(resolve => {
        let sum = 0;
        new PerformanceObserver(list => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      }),
  );
  expect(shift).toBeLessThan(0.02);
  await watched.close();
});

test('the host that goes away and comes back is noticed quietly, and the page heals by itself', async () => {
  const host = await startFixtureHost(folder, 'normal');
  const watched = await openPage(browser);
  await watched.page.goto(`${host.url}#/catalogue`);
  await watched.page.getByRole('columnheader', { name: 'Relation' }).waitFor();
  await watched.page.getByRole('status').getByLabel('Connected').waitFor();
  const port = Number(new URL(host.url).port);
  await host.close();
  await watched.page.getByText('Reconnecting…').waitFor();
  await watched.page.getByRole('columnheader', { name: 'Relation' }).waitFor();
  const again = await startFixtureHost(folder, 'normal', port);
  await watched.page.getByRole('status').getByLabel('Connected').waitFor();
  await watched.close();
  await again.close();
});
