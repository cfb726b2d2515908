import { readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectReadOnly } from '../../src/cell/sql/connect.ts';
import { WEB_PREFERENCES } from '../../src/main/electron/web-preferences.ts';
import { openAppState } from '../../src/worker/app-state/open.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { startTestHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.close());

test('every answer of the host carries the policies', async () => {
  const answers = [
    await fetch(`${host.origin}/nothing.js`),
    await fetch(`${host.origin}/rpc/lake/status`, { method: 'POST' }),
    await host.fetch('/rpc/lake/status', { method: 'POST' }),
    await host.fetch('/results/0123456789abcdef'),
    await host.fetch('/api/openapi.json'),
  ];
  for (const { headers, url } of answers) {
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "worker-src 'self'",
      "style-src 'self' 'unsafe-inline'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(policy.split('; '), url).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe-eval|\*|https?:/);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect(headers.get('set-cookie')).toBeNull();
  }
});

test('the page itself asks for nothing more than the host allows', () => {
  const page = readFileSync('src/renderer/index.html', 'utf8');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/unsafe-eval|https:\/\//);
});

test('windows of Electron are locked down', () => {
  expect(WEB_PREFERENCES).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
  });
  const security = readFileSync('src/main/electron/security.ts', 'utf8');
  for (const lock of [
    'setPermissionRequestHandler',
    'setPermissionCheckHandler',
    'will-navigate',
    'will-redirect',
    'setWindowOpenHandler',
    'will-attach-webview',
  ]) {
    expect(security).toContain(lock);
  }
  expect(readFileSync('src/main/index.ts', 'utf8')).toContain('app.enableSandbox()');
});

test('the host listens on the loopback address alone', async () => {
  const { hostname } = new URL(host.origin);
  expect(hostname).toBe('127.0.0.1');
  expect(readFileSync('src/main/server.ts', 'utf8')).toContain("'127.0.0.1'");
});

test('every connection of SQLite is as strict as it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-defaults-'));
  const lake = openLakehouse(join(folder, 'a.lake'));
  const pragma = (name: string): unknown => lake.db.pragma(name, { simple: true });
  expect({
    wal: pragma('journal_mode'),
    sync: pragma('synchronous'),
    fk: pragma('foreign_keys'),
    trusted: pragma('trusted_schema'),
    cells: pragma('cell_size_check'),
    mmap: pragma('mmap_size'),
  }).toEqual({ wal: 'wal', sync: 2, fk: 1, trusted: 0, cells: 1, mmap: 0 });
  const version = String(lake.db.prepare('select sqlite_version()').pluck().get()).split('.').map(Number);
  expect(version[0]! * 1e6 + version[1]! * 1e3 + version[2]!).toBeGreaterThanOrEqual(3_051_003);

  const cell = connectReadOnly(join(folder, 'a.lake'));
  const value = (name: string): unknown => Object.values(cell.prepare(`pragma ${name}`).get()!)[0];
  expect({
    only: value('query_only'),
    trusted: value('trusted_schema'),
    cells: value('cell_size_check'),
    cache: value('cache_size'),
  }).toEqual({
    only: 1,
    trusted: 0,
    cells: 1,
    cache: -2000,
  });
  expect(cell.limits.attach).toBe(0);
  expect(() => cell.exec('create table x (a)')).toThrow(/readonly/);
  cell.close();
  lake.close();

  const state = openAppState(join(folder, 'state'));
  expect(state.db.pragma('synchronous', { simple: true })).toBe(2);
  state.close();
  rmSync(folder, { recursive: true });
});

test('Node and Electron are pinned to the letter', () => {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>;
  for (const part of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(manifest[part]!))
      expect(version, name).toMatch(/^(?:npm:[\w@/-]+@)?\d+\.\d+\.\d+$/);
  }
  expect(process.versions.node.split('.')[0]).toBe('24');
});
