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

  it('runs what is selected, the statement at the cursor, and a preview that says so', async () => {
    await openText([
      { kind: 'sql', source: '' },
      {
        kind: 'sql',
        name: 'many',
        source: 'with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) select i from n',
      },
      { kind: 'sql', source: 'select count(*) as counted from {{many}}' },
    ]);
    await typeSql(0, 'select 1 as first;\nselect 2 as second, 3 as third');
    await page.keyboard.press('Control+Enter');
    await cell(0)
      .getByRole('columnheader', { name: /^third/ })
      .waitFor();
    await cell(0).getByText('of a part of the text').waitFor();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Control+Enter');
    await cell(0)
      .getByRole('columnheader', { name: /^first/ })
      .waitFor();
    await page.keyboard.press('Escape');

    await cell(1).getByRole('button', { name: 'Cell menu' }).click();
    await page.getByRole('menuitem', { name: 'Run a preview' }).click();
    await cell(1).getByText('preview: the first 1,000 rows').waitFor();
    // whoever reads it reads all of it
    await cell(2).getByRole('button', { name: 'Run', exact: true }).click();
    await rows(2)
      .filter({ hasText: /^5,000$/ })
      .first()
      .waitFor();
    expect(await cell(1).getByText('5,000 rows').first().isVisible()).toBe(true);
  });

  it('looks at a whole row, at bars behind numbers and at the plan of a full scan', async () => {
    await openText([{ kind: 'sql', source: 'select week_end, plays from gold_weekly_overview where plays > 1' }]);
    await cell(0).getByRole('button', { name: 'Run', exact: true }).click();
    await rows(0).first().click();
    await page.keyboard.press('Shift+Enter');
    const record = page.getByRole('dialog', { name: 'Row 1' });
    await record.getByText('week_end').waitFor();
    await record.getByRole('button', { name: 'Row after' }).click();
    await page.getByRole('dialog', { name: 'Row 2' }).getByText('plays').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('End');
    await page.keyboard.press('Control+ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByRole('dialog').getByRole('button', { name: 'Bars' }).click();
    await expect
      .poll(() => cell(0).locator('[role=gridcell][aria-colindex="3"]').first().getAttribute('style'))
      .toContain('linear-gradient');
  });

  it('arranges the tiles of a dashboard by keyboard and by mouse, and the file holds it', async () => {
    await openText([
      { kind: 'text', source: 'First' },
      { kind: 'text', source: 'Second' },
      { kind: 'text', source: 'Third' },
    ]);
    await page.getByRole('button', { name: 'Reading view' }).click();
    await page.getByRole('button', { name: 'Arrange tiles' }).click();
    const width = cell(0).getByRole('slider', { name: 'Width of this tile' });
    await width.focus();
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowLeft');
    expect(await width.getAttribute('aria-valuetext')).toBe('Half');
    const edge = (await cell(1).getByRole('slider').boundingBox())!;
    await page.mouse.move(edge.x + 6, edge.y + 10);
    await page.mouse.down();
    await page.mouse.move(edge.x - 420, edge.y + 10, { steps: 5 });
    await page.mouse.up();
    expect(Number(await cell(1).getByRole('slider').getAttribute('aria-valuenow'))).toBeLessThan(12);
    await cell(2).getByRole('button', { name: 'Move before' }).click();
    await cell(0).getByRole('button', { name: 'Leave out of the reading view' }).click();
    await expect.poll(() => cell(0).innerText()).toContain('Third');
    expect(await accessibilityFaults(page)).toEqual([]);
    const ref = decodeURIComponent(/notebooks\/([^?]+)/.exec(page.url())?.[1] ?? '');
    const textKept = async () => (await host.rpc.notebooks.open({ ref })).text;
    await until(async () => /collapsed=true[^\n]*\n+First/.test(await textKept()), 20_000);
    expect(await textKept()).toMatch(/span=6[\s\S]*First[\s\S]*Third[\s\S]*Second/);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => cell(0).innerText()).toContain('First');
  });

  it('compares two runs of the history, sees how cells read each other, and goes back to an earlier version', async () => {
    await openText([
      { kind: 'sql', name: 'seven', source: 'select 7 as n union select 8' },
      { kind: 'sql', name: 'eight', source: 'select n from {{seven}} union all select 9' },
    ]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(1).filter({ hasText: /^9$/ }).first().waitFor();
    await page.getByRole('button', { name: 'Query history' }).click();
    const history = page.getByRole('dialog', { name: 'Query history' });
    await history
      .getByRole('button', { name: /select 7 as n/ })
      .first()
      .click();
    await history.getByRole('button', { name: 'Compare with another run' }).click();
    await history
      .getByRole('button', { name: /select n from/ })
      .first()
      .click();
    await history.getByRole('button', { name: /^Compare with \d/ }).click();
    await history.getByRole('gridcell').filter({ hasText: 'only after' }).waitFor();
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'How the cells read each other' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'eight' }).click();
    await expect.poll(() => cell(1).getAttribute('data-selected')).toBe('true');

    await page.getByRole('textbox', { name: 'Title' }).fill('Another title');
    await page.getByRole('textbox', { name: 'Title' }).press('Enter');
    await page.getByText('untitled, kept').waitFor();
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Earlier versions' }).click();
    const versions = page.getByRole('dialog', { name: 'Earlier versions' });
    await versions.getByRole('button', { name: /typed/ }).last().click();
    await versions.getByText('+ # Another title').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await versions.getByRole('button', { name: 'Go back to this version' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Title' }).inputValue()).toBe('Test');
  });

  it('gives a cell’s command another key in Settings, and uses it', async () => {
    await visit('settings/keys');
    await page.getByRole('searchbox').fill('Delete the cell');
    await page.getByRole('button', { name: 'Change the key of Delete the cell' }).click();
    await page.keyboard.press('x');
    await until(async () => (await host.rpc.settings.get()).keys['cell.delete'] === 'X', 20_000);
    await openText([
      { kind: 'sql', source: 'select 1' },
      { kind: 'sql', source: 'select 2' },
    ]);
    await cell(1).focus();
    await page.keyboard.press('d');
    await page.keyboard.press('d');
    expect(await page.locator('.nb-cell').count()).toBe(2);
    await page.keyboard.press('x');
    await expect.poll(() => page.locator('.nb-cell').count()).toBe(1);
    await host.rpc.settings.set({ keys: {} });
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

describe('paper', () => {
  it('gets the reading view in the light theme, with tables as rows; afterwards all is as it was', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await openText([{ kind: 'sql', name: 'weeks', source: 'select week_end, plays from gold_weekly_overview' }]);
    await page.getByRole('button', { name: 'Run all' }).click();
    await rows(0).first().waitFor();
    await page.evaluate(() => {
      window.print = () => {
        const { colorScheme } = getComputedStyle(document.documentElement);
        const rowsOnPaper = document.querySelectorAll('.nb-printed tbody tr').length;
        document.body.dataset['printed'] = `${document.documentElement.dataset['theme']} ${rowsOnPaper} ${colorScheme}`;
      };
    });
    await page.getByRole('button', { name: 'Export notebook' }).click();
    await page.getByRole('menuitem', { name: 'PDF, by printing' }).click();
    await expect
      .poll(() => page.evaluate(() => document.body.dataset['printed']), { timeout: 20_000 })
      .toMatch(/^light 53/);
    await rows(0).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBeUndefined();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').first().isVisible()).toBe(false);
    expect(await page.getByRole('toolbar').first().isVisible()).toBe(false);
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
