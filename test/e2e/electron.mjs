// A real Electron window: opens the app, runs a cell, draws its result, saves a notebook, and looks at the locks.
// `npm run test:electron` uses the runtime that TRACKLAKE_ELECTRON names, or the installed one; without either it says so.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron } from 'playwright-core';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const executablePath = process.env.TRACKLAKE_ELECTRON ?? installedElectron();
const reason = whyNot();
if (reason !== undefined) {
  console.log(`skipped: ${reason}`);
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'tracklake-electron-'));
const shots = process.env.TRACKLAKE_SCREENSHOTS ?? folder;
mkdirSync(shots, { recursive: true });
const places = {
  TRACKLAKE_LAKE: join(folder, 'test.lake'),
  TRACKLAKE_CACHE: join(folder, 'cache'),
  TRACKLAKE_STATE: join(folder, 'state'),
};
const began = performance.now();
const app = await _electron.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', root],
  env: { ...process.env, ...places },
  timeout: 60_000,
});
let failed = 0;
try {
  const page = await app.firstWindow();
  const complaints = [];
  page.on('console', message => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', error => complaints.push(error.message));
  await page.waitForLoadState('load');
  await page.waitForFunction(() => document.querySelector('#root')?.childElementCount > 0, undefined, {
    timeout: 30_000,
  });
  console.log(`window after ${Math.round(performance.now() - began)} ms`);

  await check('the page has the app’s own origin, isolated, without Node', async () => {
    const found = await page.evaluate(() => ({
      origin: location.origin,
      isolated: crossOriginIsolated,
      node: typeof globalThis.process + typeof globalThis.require,
      bridge: Object.keys(globalThis.tracklake ?? {})
        .sort()
        .join(),
    }));
    return same(found, {
      origin: 'app://tracklake',
      isolated: true,
      node: 'undefinedundefined',
      bridge: 'pathForFile,platform',
    });
  });

  const call = (path, input) =>
    page.evaluate(
      async ([path, input]) => {
        const response = await fetch(`/rpc/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ json: input }),
        });
        return response.text();
      },
      [path, input],
    );
  const answer = async (path, input = {}) => JSON.parse(await call(path, input)).json;

  await check('the worker answers, and the host says what it is', async () => {
    const status = await answer('lake/status');
    const info = await answer('host/info');
    return same([status.empty, info.kind, info.dialogs], [true, 'electron', true]);
  });

  await check('a cell runs, and its rows come as Arrow', async () => {
    const events = await call('cells/start', {
      cellId: 'a',
      sql: "select value as n, value * value as square from json_each('[1,2,3,4,5]')",
    });
    const resultId = /"resultId":"(\w+)"/.exec(events)?.[1];
    const bytes = await page.evaluate(
      async id => (await (await fetch(`/results/${id}?from=0&rows=10`)).arrayBuffer()).byteLength,
      resultId,
    );
    return /"completed","rows":5/.test(events) && bytes > 100 ? true : events;
  });

  await check('aborting a call kills what it runs within 500 ms', async () => {
    const milliseconds = await page.evaluate(async () => {
      const abort = new AbortController();
      const sql = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n';
      const response = await fetch('/rpc/cells/start', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: { cellId: 'b', sql } }),
        signal: abort.signal,
      });
      await response.body.getReader().read();
      const began = performance.now();
      abort.abort();
      const next = await fetch('/rpc/cells/start', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ json: { cellId: 'c', sql: 'select 1' } }),
      });
      await next.text();
      return performance.now() - began;
    });
    console.log(`  next cell done ${Math.round(milliseconds)} ms after the abort`);
    return milliseconds < 2000;
  });

  await check('a notebook is saved, and is there again', async () => {
    const saved = await answer('notebooks/saveAs', {
      text: '# Squares\n\n```sql id=a\nselect 1\n```\n',
      name: 'Squares',
      overwrite: false,
    });
    return (
      readFileSync(saved.path, 'utf8').startsWith('# Squares') &&
      (await answer('notebooks/open', { ref: saved.ref })).title === 'Squares'
    );
  });

  await check('a person writes a query, sees its rows, draws a chart and saves the notebook, all by hand', async () => {
    await page.getByRole('link', { name: 'Notebooks' }).first().click();
    await page.getByRole('button', { name: 'New notebook' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Squares by hand');
    const cell = page.locator('.nb-cell').first();
    await cell.locator('.sql-static').click();
    await cell.locator('.monaco-editor').waitFor();
    await page.waitForFunction(() => document.activeElement?.closest('.monaco-editor') !== null);
    await page.keyboard.insertText("select 'n ' || value as n, value * value as square from json_each('[1,2,3,4,5]')");
    await page.keyboard.press('Control+Enter');
    await cell.getByRole('gridcell').first().waitFor();
    await cell.getByRole('radio', { name: 'Chart' }).click();
    await cell.locator('.chart-canvas[data-ready] canvas').waitFor();
    await page.keyboard.press('Control+s');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name' }).fill('squares by hand');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.screenshot({ path: join(shots, 'electron-notebook.png') });
    console.log(`  screenshot: ${join(shots, 'electron-notebook.png')}`);
    const saved = (await answer('notebooks/list')).find(each => each.title === 'Squares by hand' && each.path !== null);
    return saved !== undefined && /json_each/.test(readFileSync(saved.path, 'utf8')) ? true : JSON.stringify(saved);
  });

  await check('windows, navigation and permissions are refused', async () => {
    const found = await page.evaluate(async () => {
      const opened = window.open('https://example.invalid/');
      const permission = await Notification.requestPermission();
      location.href = 'https://example.invalid/';
      await new Promise(resolve => setTimeout(resolve, 300));
      return { opened: opened === null, permission, origin: location.origin };
    });
    return same(found, { opened: true, permission: 'denied', origin: 'app://tracklake' });
  });

  await check('the window’s preferences are the strict ones', async () => {
    const preferences = await app.evaluate(({ BrowserWindow }) => {
      const { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag } =
        BrowserWindow.getAllWindows()[0].webContents.getLastWebPreferences();
      return { contextIsolation, sandbox, nodeIntegration, webSecurity, webviewTag };
    });
    return same(preferences, {
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  await check('a menu item reaches the page', async () => {
    const heard = page.evaluate(async () => {
      const response = await fetch('/rpc/host/events', { method: 'POST' });
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      for (let text = ''; ;) {
        text += decoder.decode((await reader.read()).value);
        if (text.includes('"command"')) return text;
      }
    });
    await new Promise(resolve => setTimeout(resolve, 500));
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu().items.flatMap(item => item.submenu?.items ?? []);
      items.find(item => item.label === 'Command Palette').click();
    });
    return /shell\.palette/.test(await heard);
  });

  await page.screenshot({ path: join(shots, 'electron.png') });
  await page.keyboard.press('Escape');

  await check('a file that a second start hands over is offered for import; what is no file is not', async () => {
    writeFileSync(join(folder, 'dim_users.csv'), 'user_id,country\n1,SE\n2,IT\n');
    await app.evaluate(
      ({ app }, cwd) => app.emit('second-instance', {}, ['tracklake', '--flag', 'nothing.csv', 'dim_users.csv'], cwd),
      folder,
    );
    await page.getByText('dim_users.csv').first().waitFor({ timeout: 15_000 });
    await page.screenshot({ path: join(shots, 'electron-import.png') });
    return (await page.getByText('nothing.csv').count()) === 0;
  });

  console.log(`screenshot: ${join(shots, 'electron.png')}`);
  await check('nothing was complained about', () => (complaints.length === 0 ? true : complaints.join('\n')));
} finally {
  await app.close();
  if (process.env.TRACKLAKE_SCREENSHOTS !== undefined) rmSync(folder, { recursive: true, force: true });
}
console.log(failed === 0 ? 'passed' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

async function check(what, holds) {
  const found = await Promise.resolve()
    .then(holds)
    .catch(error => String(error));
  if (found !== true) failed += 1;
  console.log(`${found === true ? '✓' : '✗'} ${what}${found === true ? '' : `: ${found}`}`);
}

function same(found, wanted) {
  return JSON.stringify(found) === JSON.stringify(wanted)
    ? true
    : `${JSON.stringify(found)} is not ${JSON.stringify(wanted)}`;
}

function whyNot() {
  if (executablePath === undefined) return 'no Electron runtime is installed, and TRACKLAKE_ELECTRON names none';
  if (!existsSync(executablePath)) return `${executablePath} is not there`;
  if (!existsSync(join(root, 'out', 'main', 'index.js'))) return 'out/ is not built (npm run build)';
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display (try xvfb-run)';
  return undefined;
}

function installedElectron() {
  try {
    const own = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
    return join(own, 'dist', readFileSync(join(own, 'path.txt'), 'utf8').trim());
  } catch {
    return undefined;
  }
}
