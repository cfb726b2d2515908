import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkAddress, openConnections } from '../../src/worker/collectors/connections.ts';
import { REMOVED } from '../../src/worker/collectors/http/redact.ts';
import { openKeyStore } from '../../src/worker/collectors/keys/key-store.ts';
import { vaultOf } from '../../src/worker/collectors/keys/vault.ts';
import { collecting } from './support/collecting.ts';
import { fakeService, type FakeService } from './support/fake-service.ts';
import { KEY, lastfmService, playsOf } from './support/services.ts';

const folders: string[] = [];
const services: FakeService[] = [];
afterEach(async () => {
  folders.splice(0).forEach(folder => rmSync(folder, { recursive: true, force: true }));
  await Promise.all(services.splice(0).map(service => service.close()));
});
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'tracklake-keys-'));
  folders.push(made);
  return made;
};

/** Files below a folder that hold the key in any form. */
const filesWith = (below: string, key: string): string[] =>
  readdirSync(below, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => {
      const bytes = readFileSync(path);
      return [key, encodeURIComponent(key), Buffer.from(key).toString('base64')].some(form => bytes.includes(form));
    });

describe('a key', () => {
  it('is in no lakehouse, log, error or result, even where the server repeats it', async () => {
    const c = collecting();
    const plays = playsOf(250);
    const honest = await lastfmService(plays);
    const echo = await fakeService(({ query, path }) => {
      const page = Number(query.get('page'));
      const track = plays.slice(0, 200).map(p => ({
        artist: { '#text': p.artist },
        name: p.title,
        date: { uts: String(p.at) },
        url: `https://x/?api_key=${query.get('api_key')}`,
        [query.get('api_key') ?? '']: path,
      }));
      return { json: { recenttracks: { track: page === 1 ? track : [], '@attr': { totalPages: '1', total: '200' } } } };
    });
    services.push(honest, echo);
    const said: string[] = [];
    const hear = async (work: Promise<unknown>): Promise<void> => {
      said.push(
        await work.then(JSON.stringify, error => `${String(error)} ${JSON.stringify(error)} ${String(error.stack)}`),
      );
    };
    c.use('lastfm', echo);
    await hear(c.collect({ source: 'lastfm' }));
    for (const body of [`{"error":10,"message":"Invalid key ${KEY}"}`, `{"${KEY}":1}`, `not JSON: ${KEY}`]) {
      echo.faults.set('all', { kind: 'body', body });
      await hear(c.collect({ source: 'lastfm' }));
    }
    c.use('lastfm', honest);
    await hear(c.collect({ source: 'lastfm' }));
    expect(c.count('bronze_fact_listening_events')).toBeGreaterThan(249);

    const shown = [...said, ...c.logged].join('\n');
    expect(shown).toContain(REMOVED);
    expect(shown).not.toContain(KEY);
    expect(
      c.lake.db
        .prepare(`select count(*) from bronze_collected_responses where body like '%key removed%'`)
        .pluck()
        .get(),
    ).toBe(1);
    c.lake.db.pragma('wal_checkpoint(TRUNCATE)');
    expect(filesWith(c.folder, KEY)).toEqual([join(c.folder, 'state', 'keys.json')]);
  });

  it('is in a file for this person alone where the system has no store', () => {
    const state = join(folder(), 'state');
    const keys = openKeyStore(state, undefined, {});
    keys.write('lastfm', KEY);
    expect(statSync(join(state, 'keys.json')).mode & 0o777).toBe(0o600);
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(keys.state('lastfm')).toEqual({ kind: 'stored', sealed: false });
    expect(openKeyStore(state, undefined, {}).read('lastfm')).toBe(KEY);
    keys.remove('lastfm');
    expect(keys.state('lastfm')).toEqual({ kind: 'missing' });
    expect(filesWith(state, KEY)).toEqual([]);
  });

  it('is sealed where it has one, and then only opens there', () => {
    const state = folder();
    const vault = vaultOf(randomBytes(32));
    openKeyStore(state, vault, {}).write('lastfm', KEY);
    expect(filesWith(state, KEY)).toEqual([]);
    expect(openKeyStore(state, vault, {}).read('lastfm')).toBe(KEY);
    for (const other of [undefined, vaultOf(randomBytes(32))]) {
      const elsewhere = openKeyStore(state, other, {});
      expect(elsewhere.state('lastfm')).toEqual({ kind: 'locked' });
      expect(() => elsewhere.read('lastfm')).toThrow(/sealed by the desktop app/);
    }
  });

  it('from the environment goes before the stored one', () => {
    const keys = openKeyStore(folder(), undefined, { TRACKLAKE_LASTFM_KEY: 'from-outside' });
    keys.write('lastfm', KEY);
    expect(keys.read('lastfm')).toBe('from-outside');
    expect(keys.state('lastfm')).toEqual({ kind: 'environment', variable: 'TRACKLAKE_LASTFM_KEY' });
  });
});

describe('an address', () => {
  it.each(['https://example.org', 'http://127.0.0.1:8080', 'http://[::1]:1', 'http://localhost:99'])(
    '%s may get a key',
    address => expect(() => checkAddress(address)).not.toThrow(),
  );
  it.each([
    'http://example.org',
    'http://127.0.0.1.example.org',
    'ftp://x',
    'file:///etc/passwd',
    'nothing',
    'https://a@b',
  ])('%s may not', address => expect(() => checkAddress(address)).toThrow(/not an https address/));
  it('in place of the service’s own is kept, and the environment goes before it', () => {
    const state = folder();
    openConnections(state, {}).change('lastfm', { baseUrl: 'https://mirror.example', account: 'ana' });
    expect(openConnections(state, {}).get('lastfm')).toEqual({ baseUrl: 'https://mirror.example', account: 'ana' });
    expect(openConnections(state, { TRACKLAKE_LASTFM_URL: 'http://127.0.0.1:1' }).get('lastfm').baseUrl).toBe(
      'http://127.0.0.1:1',
    );
    expect(openConnections(state, {}).change('lastfm', { baseUrl: '' })).toEqual({ account: 'ana' });
  });
});
