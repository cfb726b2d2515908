import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAppState } from '../../src/worker/app-state/open.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.close());

const killWorker = async (): Promise<void> => {
  const before = host.children.worker.report();
  process.kill(before.pid!, 'SIGKILL');
  await until(() => host.children.worker.report().restarts > before.restarts, 10_000);
};

describe('what a person typed is not lost', () => {
  test('an untitled notebook survives a killed worker', async () => {
    const { ref } = await host.rpc.notebooks.create({ text: '# Draft' });
    await host.rpc.notebooks.journal({ ref, text: '# Draft\n\nmore', baseEtag: null, seq: Date.now() });
    await killWorker();
    expect(await host.rpc.notebooks.drafts()).toMatchObject([{ ref, title: 'Draft', text: '# Draft\n\nmore' }]);
    expect((await host.rpc.notebooks.open({ ref })).text).toBe('# Draft\n\nmore');
    await host.rpc.notebooks.remove({ ref });
    expect(await host.rpc.notebooks.drafts()).toEqual([]);
    await expect(host.rpc.notebooks.open({ ref })).rejects.toMatchObject({ code: 'not_found' });
  });

  test('an older text does not replace a newer one', async () => {
    const { ref } = await host.rpc.notebooks.create({ text: '' });
    expect(await host.rpc.notebooks.journal({ ref, text: 'new', baseEtag: null, seq: 2000 })).toEqual({ kept: true });
    expect(await host.rpc.notebooks.journal({ ref, text: 'old', baseEtag: null, seq: 1000 })).toEqual({ kept: false });
    expect((await host.rpc.notebooks.open({ ref })).text).toBe('new');
  });

  test('saving writes the file whole, empties the draft, and refuses to write over another’s change', async () => {
    const { ref: untitled } = await host.rpc.notebooks.create({ text: '# Top artists' });
    const saved = await host.rpc.notebooks.saveAs({
      from: untitled,
      text: '# Top artists',
      name: 'Top: artists / 2024',
    });
    expect(saved.ref).toBe('user:Top artists/2024.md');
    expect(readFileSync(saved.path, 'utf8')).toBe('# Top artists');
    await expect(host.rpc.notebooks.saveAs({ text: 'x', name: 'Top: artists / 2024' })).rejects.toMatchObject({
      code: 'conflict',
    });

    await host.rpc.notebooks.journal({ ref: saved.ref, text: '# Top artists!', baseEtag: saved.etag, seq: 1 });
    expect((await host.rpc.notebooks.open({ ref: saved.ref })).draft).toMatchObject({
      text: '# Top artists!',
      baseEtag: saved.etag,
    });
    const next = await host.rpc.notebooks.save({ ref: saved.ref, text: '# Top artists!', baseEtag: saved.etag });
    expect((await host.rpc.notebooks.open({ ref: saved.ref })).draft).toBeNull();

    writeFileSync(saved.path, 'somebody else');
    const late = host.rpc.notebooks.save({ ref: saved.ref, text: 'mine', baseEtag: next.etag });
    await expect(late).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(saved.path, 'utf8')).toBe('somebody else');
    expect((await host.rpc.notebooks.versions({ ref: saved.ref })).length).toBeGreaterThan(1);

    const renamed = await host.rpc.notebooks.rename({ ref: saved.ref, name: 'Artists' });
    expect([existsSync(saved.path), existsSync(renamed.path), renamed.ref]).toEqual([false, true, 'user:Artists.md']);
    await host.rpc.notebooks.remove({ ref: renamed.ref });
    expect(existsSync(renamed.path)).toBe(false);
  });

  test('a name never leaves the notebooks’ folder', async () => {
    for (const ref of ['user:../../escape.md', 'shipped:../package.json', 'file:relative.md']) {
      await expect(host.rpc.notebooks.open({ ref }), ref).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:forbidden|bad_input)$/) as string,
      });
    }
    const { path } = await host.rpc.notebooks.saveAs({ text: 'x', name: '../../../../etc/escape' });
    expect(path.startsWith(host.folder)).toBe(true);
  });

  test('a cell that was running when the app stopped puts its notebook in safe mode, once', async () => {
    const { ref } = await host.rpc.notebooks.create({ text: '# Runs' });
    const { historyId } = await host.rpc.history.begin({ notebook: ref, cellId: 'bomb', sql: 'select 1' });
    const done = await host.rpc.history.begin({ notebook: ref, cellId: 'fine', sql: 'select 2' });
    await host.rpc.history.end({ historyId: done.historyId, state: 'completed', rows: 1 });
    await killWorker();
    expect((await host.rpc.notebooks.open({ ref })).safeMode).toMatchObject({ cells: ['bomb'] });
    expect((await host.rpc.notebooks.open({ ref })).safeMode).toBeNull();
    expect(await host.rpc.history.list({ states: ['interrupted'] })).toMatchObject([{ historyId, cellId: 'bomb' }]);
    expect(await host.rpc.history.list({ text: 'SELECT 2' })).toMatchObject([{ cellId: 'fine', state: 'completed' }]);
  });
});

test('outputs lie beside the state and may go at any time', async () => {
  const { ref } = await host.rpc.notebooks.create({ text: '' });
  expect((await host.rpc.notebooks.open({ ref })).outputs).toBeNull();
  await host.rpc.notebooks.saveOutputs({ ref, outputs: { a: [1, null] } });
  expect((await host.rpc.notebooks.open({ ref })).outputs).toEqual({ a: [1, null] });
});

test('settings change one by one, and what can’t be read counts as not set', async () => {
  expect(await host.rpc.settings.set({ theme: 'dark' })).toMatchObject({ theme: 'dark', density: 'compact' });
  expect(await host.rpc.settings.set({ editorFontSize: 15 })).toMatchObject({ theme: 'dark', editorFontSize: 15 });
  await expect(host.rpc.settings.set({ editorFontSize: 1000 })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await host.rpc.settings.saveState({ key: 'tabs', value: ['a'] });
  expect(await host.rpc.settings.loadState({ key: 'tabs' })).toEqual({ value: ['a'] });
  expect(await host.rpc.settings.loadState({ key: 'nothing' })).toEqual({ value: null });
  const state = openAppState(`${host.folder}/other-state`);
  state.db.prepare(`insert into settings values ('theme', '"purple"'), ('gone', '1')`).run();
  expect(state.settings().theme).toBe('system');
  state.close();
});

test('another lakehouse is opened, and cells follow', async () => {
  const other = `${host.folder}/other.lake`;
  await expect(host.rpc.lake.open({ path: other })).rejects.toMatchObject({ code: 'not_found' });
  expect(await host.rpc.lake.open({ path: other, create: true })).toMatchObject({ path: other, empty: true });
  expect((await host.rpc.cells.schema()).relations.map(each => each.name)).toContain('bronze_dim_users');
  expect((await host.rpc.lake.recent()).map(lake => lake.path)).toEqual(expect.arrayContaining([other, host.lakePath]));
  await host.rpc.lake.open({ path: host.lakePath });
});
