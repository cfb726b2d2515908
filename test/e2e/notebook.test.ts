import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { printNotebook } from '../../src/shared/domain/notebook-format.ts';
import { newCell, type Cell } from '../../src/shared/domain/notebook.ts';
import { accessibilityFaults, expectNoComplaints, launchBrowser, openPage, type Watched } from '../support/browser.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';
import { PAYLOADS } from '../support/xss.ts';
import { makeNotebookLake } from './notebook-lake.ts';

let host: TestHost;
let browser: Browser;
let watched: Watched;
let page: Page;

beforeAll(async () => {
  host = await startTestHost({ prepare: makeNotebookLake, rendererFolder: await builtRenderer() });
  browser = await launchBrowser();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  await host?.close();
});

beforeEach(async () => {
  watched = await openPage(browser);
  page = watched.page;
  page.setDefaultTimeout(40_000);
});

afterEach(async () => {
  expectNoComplaints(watched);
  await watched.close();
});

const visit = async (path: string): Promise<void> => {
  await page.goto(host.address);
  await page.getByRole('link', { name: 'Notebooks' }).first().waitFor();
  await page.goto(`${host.origin}/#/${path}`);
};
const cell = (index: number) => page.locator('.nb-cell').nth(index);
const rows = (index: number) => cell(index).getByRole('gridcell');

/** Types into the editor of a cell as a person does: a click, then keys. */
async function typeSql(index: number, sql: string): Promise<void> {
  await cell(index).locator('.sql-static').click();
  await cell(index).locator('.monaco-editor').waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
  await page.keyboard.insertText(sql);
}

async function openText(cells: Partial<Cell>[]): Promise<void> {
  const made = cells.map((each, index) => ({ ...newCell(each.kind ?? 'sql', []), id: `c${index}`, ...each }) as Cell);
  const { ref } = await host.rpc.notebooks.create({ text: printNotebook({ title: 'Test', cells: made }) });
  await visit(`notebooks/${encodeURIComponent(ref)}`);
  await page.locator('.nb-cell').first().waitFor();
}

describe('an analyst', () => {
  it('writes a query, sees its rows, flips them to a chart, saves the notebook, and finds it all again', async () => {
    await visit('notebooks');
    await page.getByRole('button', { name: 'New notebook' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Weekly plays');
    await typeSql(0, 'select week_end, plays from gold_weekly_overview order by week_end');
    await page.keyboard.press('Control+Enter');
    await rows(0).first().waitFor();
    expect(await cell(0).getByRole('grid').getAttribute('aria-rowcount')).toBe('54');

    await cell(0).getByRole('radio', { name: 'Chart' }).click();
    await cell(0).locator('.chart-canvas[data-ready] canvas').waitFor();
    expect(await cell(0).locator('.chart-canvas').getAttribute('data-kind')).toBe('line');

    await page.keyboard.press('Control+s');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('weekly plays');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.waitForURL(/user/);

    await page.reload();
    await cell(0).locator('.chart-canvas[data-ready] canvas').waitFor();
    expect(await page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Weekly plays');
  });

  it('sees what is wrong under the word while typing', async () => {
    await openText([{ kind: 'sql', source: '' }]);
    await typeSql(0, 'select wek_end from gold_weekly_overview');
    await cell(0).getByText('no such column: wek_end').waitFor();
    await cell(0).locator('.squiggly-error').waitFor();
  });

  it('lets one cell read another, and brings stale ones up to date', async () => {
    await openText([
      { kind: 'sql', name: 'weeks', source: 'select week_end, plays from gold_weekly_overview' },
      { kind: 'sql', name: 'total', source: 'select count(*) as weeks_counted from {{weeks}}' },
    ]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(1)
      .getByText('53')
      .or(rows(1).filter({ hasText: '53' }))
      .first()
      .waitFor();

    await typeSql(0, ' where plays < 0 --');
    await page.keyboard.press('Escape');
    await cell(0).getByText('stale: edited').waitFor();
    await cell(1).getByText('stale: upstream').waitFor();
    await page.getByRole('button', { name: /Run 2 stale cells/ }).click();
    await rows(1).filter({ hasText: /^0$/ }).first().waitFor();
    expect(await page.getByText(/^stale/).count()).toBe(0);
  });

  it('changes an input, and what reads it follows by itself', async () => {
    await openText([
      { kind: 'input', name: 'least', label: 'At least', type: 'number', value: 0 } as Partial<Cell>,
      { kind: 'sql', name: 'busy', source: 'select count(*) as weeks from gold_weekly_overview where plays >= :least' },
    ]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(1).filter({ hasText: /^53$/ }).first().waitFor();
    await page.getByRole('textbox', { name: 'At least' }).fill('99999999');
    await page.keyboard.press('Enter');
    await rows(1).filter({ hasText: /^0$/ }).first().waitFor();
  });

  it('cancels an endless statement, and runs the next one', async () => {
    await openText([
      { kind: 'sql', source: 'with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n' },
      { kind: 'sql', source: 'select 7 as fine' },
    ]);
    await cell(0).getByRole('button', { name: 'Run', exact: true }).click();
    await cell(0)
      .getByText('Running…')
      .or(cell(0).getByText(/^\d.* s$/))
      .first()
      .waitFor();
    await cell(0).locator('.nb-running').getByRole('button', { name: 'Cancel' }).click();
    await cell(0).getByText('Cancelled.').waitFor();
    await cell(1).getByRole('button', { name: 'Run', exact: true }).click();
    await rows(1).filter({ hasText: /^7$/ }).first().waitFor();
  });

  it('works by keyboard alone: adds, runs, moves, deletes and takes it back', async () => {
    await openText([{ kind: 'sql', source: 'select 1 as one' }]);
    await cell(0).focus();
    await page.keyboard.press('b');
    await cell(1).locator('.monaco-editor').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
    await page.keyboard.insertText('select 2 as two');
    await page.keyboard.press('Control+Enter');
    await rows(1).filter({ hasText: /^2$/ }).first().waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => cell(0).innerText()).toContain('two');
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    await expect.poll(() => page.locator('.nb-cell').count()).toBe(1);
    await page.keyboard.press('z');
    await expect.poll(() => page.locator('.nb-cell').count()).toBe(2);
  });

  it('walks through a result by keyboard, sorts the whole of it and sees what a selection adds up to', async () => {
    await openText([
      {
        kind: 'sql',
        source:
          'with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i, i % 7 as rest from n',
      },
    ]);
    await cell(0).getByRole('button', { name: 'Run', exact: true }).click();
    await cell(0).getByText('200,000 rows').first().waitFor();
    await rows(0).first().click();
    await page.keyboard.press('Control+ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('200,000');
    await page.keyboard.press('Shift+ArrowUp');
    await cell(0)
      .getByText(/2 cells · sum 399,999/)
      .waitFor();
    await cell(0).getByRole('columnheader', { name: /^i/ }).getByRole('button').first().click();
    await cell(0).getByRole('columnheader', { name: /^i/ }).getByRole('button').first().click();
    await rows(0).first().filter({ hasText: '200,000' }).waitFor();
  });

  it('arranges columns by keyboard: freezes, moves and hides them, copies what is seen, and takes it all back', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `column_${index}`);
    await openText([{ kind: 'sql', source: `select ${names.map((name, index) => `${index} as ${name}`).join(', ')}` }]);
    await cell(0).getByRole('button', { name: 'Run', exact: true }).click();
    const inColumn = (column: number) => cell(0).locator(`[role=gridcell][aria-colindex="${column}"]`).innerText();
    const choose = async (name: string) => {
      await page.keyboard.press('Alt+ArrowDown');
      const button = page.getByRole('dialog').getByRole('button', { name });
      await button.focus();
      await page.keyboard.press('Enter');
      await button.waitFor({ state: 'detached' });
    };
    await rows(0).first().click();
    await page.keyboard.press('ArrowUp');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowRight');
    await choose('Freeze to the left');
    await expect.poll(() => inColumn(2)).toBe('3');
    await page.keyboard.press('ArrowRight');
    await choose('Move right');
    await choose('Hide');
    await cell(0).getByText('1 column hidden').waitFor();
    expect(await cell(0).getByRole('grid').getAttribute('aria-colcount')).toBe('40');
    expect(await Promise.all([2, 3, 4].map(inColumn))).toEqual(['3', '1', '2']);

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+a');
    await cell(0)
      .getByText(/39 cells · sum 780/)
      .waitFor();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Control+c');
    await page.getByText('39 cells copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\t').slice(0, 4)).toEqual(['3', '1', '2', '4']);

    await cell(0).getByRole('gridcell').first().click();
    await page.keyboard.press('End');
    const frozen = cell(0).getByRole('columnheader', { name: 'frozen column_3' });
    const edge = (await frozen.boundingBox())!;
    const hit = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.textContent, {
      x: edge.x + edge.width / 2,
      y: edge.y + 40,
    });
    expect(hit).toBe('3');
    expect(
      await cell(0)
        .locator('.grid-scroller')
        .evaluate(element => element.scrollLeft),
    ).toBeGreaterThan(1000);

    await cell(0).getByRole('button', { name: 'Run', exact: true }).click();
    await expect.poll(() => inColumn(2)).toBe('3');
    await cell(0).getByRole('button', { name: 'Columns', exact: true }).click();
    await page.getByRole('dialog').getByRole('searchbox').fill('column_0');
    await page.getByRole('checkbox', { name: 'column_0' }).press('Space');
    await expect.poll(() => cell(0).getByRole('grid').getAttribute('aria-colcount')).toBe('41');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(() => inColumn(2)).toBe('0');
  });

  it('finds what was typed after the window was closed without saving', async () => {
    await openText([{ kind: 'sql', source: '' }]);
    const address = page.url();
    await typeSql(0, "select 'kept' as word");
    const ref = decodeURIComponent(/notebooks\/([^?]+)/.exec(address)?.[1] ?? '');
    await until(async () => JSON.stringify(await host.rpc.notebooks.open({ ref })).includes("'kept'"), 20_000);
    await watched.close();
    watched = await openPage(browser);
    page = watched.page;
    await visit(`notebooks/${encodeURIComponent(ref)}`);
    await page.getByText("'kept'").waitFor();
  });

  it('clicks a bar, and the other charts of the notebook follow', async () => {
    await openText([
      {
        kind: 'sql',
        name: 'genres',
        source: 'select genre, plays, week_end from gold_genre_popularity_by_week',
        view: 'chart',
        chart: { kind: 'horizontal-bar', x: 'genre', y: ['plays'], limit: 3 },
      },
      { kind: 'chart', of: 'genres', chart: { kind: 'line', x: 'week_end', y: ['plays'] } },
    ] as Partial<Cell>[]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await cell(0).locator('.chart-canvas[data-ready] canvas').first().waitFor();
    await cell(1).locator('.chart-canvas[data-ready] canvas').first().waitFor();
    const box = (await cell(0).locator('canvas').first().boundingBox())!;
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.25);
    await page
      .getByRole('group', { name: 'Selections' })
      .getByText(/genre is/)
      .waitFor();
    await cell(1).getByText('narrowed').waitFor();
    await page.getByRole('button', { name: 'Remove selection' }).click();
    await expect.poll(() => cell(1).getByText('narrowed').count()).toBe(0);
  });

  it('exports a notebook as a web page and for Jupyter', async () => {
    await openText([{ kind: 'sql', name: 'one', source: "select '<b>bold</b>' as html, 1 as n" }]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(0).first().waitFor();
    for (const [item, pattern] of [
      ['Web page (HTML)', /&lt;b&gt;bold&lt;\/b&gt;/],
      ['Jupyter (.ipynb)', /"nbformat": 4/],
    ] as const) {
      await page.getByRole('button', { name: 'Export notebook' }).click();
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: item }).click(),
      ]);
      const stream = await file.createReadStream();
      let text = '';
      for await (const chunk of stream) text += String(chunk);
      expect(text).toMatch(pattern);
    }
  });
});

describe('data', () => {
  it('never becomes code: hostile titles, column names, text and errors in every view', async () => {
    const column = `"${PAYLOADS[0]!.replaceAll('"', '""')}"`;
    await openText([
      { kind: 'text', source: PAYLOADS.join('\n\n') },
      { kind: 'sql', name: 'hostile', source: 'select * from gold_hostile' },
      {
        kind: 'sql',
        source: `select ${column} as name, plays from {{hostile}}`,
        view: 'chart',
        chart: { kind: 'horizontal-bar', x: 'name', y: ['plays'], title: PAYLOADS[0] },
      },
      {
        kind: 'sql',
        source: `select ${column} as name, plays from {{hostile}}`,
        view: 'chart',
        chart: { kind: 'pie', x: 'name', y: ['plays'] },
      },
      { kind: 'sql', source: `select "${PAYLOADS[1]!.replaceAll('"', '""')}" from gold_hostile` },
    ] as Partial<Cell>[]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await cell(4).getByRole('alert').waitFor();
    await cell(2).locator('canvas').first().waitFor();
    await cell(3).locator('canvas').first().waitFor();
    for (const index of [2, 3]) {
      const box = (await cell(index).locator('canvas').first().boundingBox())!;
      for (const share of [0.3, 0.5, 0.7]) await page.mouse.move(box.x + box.width * 0.4, box.y + box.height * share);
      await cell(index).getByRole('button', { name: 'Show as table' }).click();
    }
    await cell(1).getByRole('button', { name: 'Show column statistics' }).click();
    await rows(1).first().dblclick();
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(() => (window as { executed?: number }).executed)).toBeUndefined();
    expect(await page.locator('iframe, .nb-cell img, .nb-cell script').count()).toBe(0);
  });
});

describe('every notebook that ships', () => {
  it.each(readdirSync(join(import.meta.dirname, '../../data/notebooks')))(
    '%s shows its charts and figures',
    async file => {
      await visit(`notebooks/${encodeURIComponent(`shipped:${file}`)}`);
      await page.locator('.nb-title').waitFor();
      await page.waitForFunction(() => document.querySelectorAll('.nb-cell').length > 2);
      await page.waitForFunction(
        () =>
          document.querySelector('.nb-cell[data-busy]') === null &&
          document.querySelector('.nb-cell .ui-skeleton, .grid-pending') === null,
      );
      expect(await page.locator('.nb-cell [role=alert]').allInnerTexts()).toEqual([]);
      expect(await page.getByText('To draw this').count()).toBe(0);
    },
  );
});

describe.each(['light', 'dark'] as const)('a notebook in %s', colorScheme => {
  it('has no accessibility faults', async () => {
    await watched.close();
    watched = await openPage(browser, { colorScheme });
    page = watched.page;
    await openText([
      { kind: 'text', source: 'Some *text*' },
      { kind: 'sql', name: 'weeks', source: 'select week_end, plays, listeners from gold_weekly_overview order by 1' },
      { kind: 'chart', of: 'weeks', chart: { kind: 'line', x: 'week_end', y: ['plays'] } },
      { kind: 'kpi', of: 'weeks', label: 'Plays', value: 'plays', spark: 'week_end' },
    ] as Partial<Cell>[]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(1).first().waitFor();
    await cell(2).locator('canvas').first().waitFor();
    await cell(3).getByText('from').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
