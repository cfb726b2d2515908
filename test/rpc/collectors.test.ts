import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KEY, lastfmService, playsOf, spotifyService } from '../collectors/support/services.ts';
import type { FakeService } from '../collectors/support/fake-service.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';

let host: TestHost;
let lastfm: FakeService;
let spotify: Awaited<ReturnType<typeof spotifyService>>;
const logged: string[] = [];
beforeAll(async () => {
  lastfm = await lastfmService(playsOf(450));
  spotify = await spotifyService(12, 3);
  process.env['TRACKLAKE_SPOTIFY_SIGN_IN_URL'] = spotify.url; // the worker gets this process's environment
  host = await startTestHost({ log: line => logged.push(line) });
});
afterAll(async () => {
  await host.close();
  await Promise.all([lastfm.close(), spotify.close()]);
  delete process.env['TRACKLAKE_SPOTIFY_SIGN_IN_URL'];
});

const sourceNamed = async (name: string) =>
  (await host.rpc.collectors.list()).sources.find(({ source }) => source === name)!;

async function collected(source: string): Promise<{ state: string; error: unknown }> {
  const { jobId } = await host.rpc.collectors.collect({ source });
  await until(async () => ['succeeded', 'failed'].includes((await host.rpc.jobs.get({ jobId })).state), 20_000);
  const { state, error } = await host.rpc.jobs.get({ jobId });
  return { state, error };
}

describe('a source in Settings', () => {
  test('says what is missing before anything goes out', async () => {
    expect(await sourceNamed('lastfm')).toMatchObject({ key: { kind: 'missing' }, account: null, collected: [] });
    const check = await host.rpc.collectors.test({ source: 'lastfm' });
    expect(check).toMatchObject({ ok: false, steps: [{ step: 'account and key', ok: false }] });
    expect(lastfm.asked.length).toBe(0);
    expect(await collected('lastfm')).toMatchObject({ state: 'failed', error: { code: 'bad_input' } });
  });

  test('is tested, collected from as a job, and keeps its key to itself', async () => {
    await host.rpc.collectors.configure({ source: 'lastfm', account: 'ana', baseUrl: lastfm.url });
    await host.rpc.collectors.setKey({ source: 'lastfm', key: KEY });
    expect(await sourceNamed('lastfm')).toMatchObject({ key: { kind: 'stored', sealed: false }, account: 'ana' });
    const check = await host.rpc.collectors.test({ source: 'lastfm' });
    expect(check).toMatchObject({ ok: true, newFields: [] });
    expect(check.steps.map(({ step }) => step)).toEqual(['account and key', 'connection', 'format']);
    expect(await collected('lastfm')).toMatchObject({ state: 'succeeded' });
    expect((await sourceNamed('lastfm')).collected).toMatchObject([{ newRecords: 450, underWay: false }]);
    const jobs = await host.rpc.jobs.list({ kinds: ['collect'] });
    expect(JSON.stringify([jobs, await host.rpc.collectors.list(), logged])).not.toContain(KEY);
    expect(filesWith(KEY)).toEqual([join(host.folder, 'state', 'keys.json')]);
  });

  test('that has changed its format is told apart from one that does not answer', async () => {
    lastfm.faults.set('all', { kind: 'body', body: '{"recent":[]}' });
    const changed = await host.rpc.collectors.test({ source: 'lastfm' });
    expect(changed.steps.at(-1)).toMatchObject({ step: 'format', ok: false, message: /recenttracks/ });
    lastfm.faults.set('all', { kind: 'status', status: 503 });
    const silent = await host.rpc.collectors.test({ source: 'lastfm' });
    expect(silent.steps.at(-1)).toMatchObject({ step: 'connection', ok: false, message: /503/ });
    lastfm.faults.clear();
  });

  test('takes no address to which a key must not go', async () => {
    await expect(
      host.rpc.collectors.configure({ source: 'lastfm', baseUrl: 'http://example.org' }),
    ).rejects.toMatchObject({ code: 'bad_input' });
    await expect(host.rpc.collectors.test({ source: 'napster' })).rejects.toMatchObject({ code: 'not_found' });
  });
});

test('a sign-in ends with the token in the key store and the name in Settings', async () => {
  await expect(host.rpc.collectors.signIn()).rejects.toMatchObject({ code: 'bad_input' });
  await host.rpc.collectors.configure({ source: 'spotify', clientId: 'an-app', baseUrl: spotify.url });
  const { address } = await host.rpc.collectors.signIn();
  const asked = new URL(address).searchParams;
  spotify.state.challenge = asked.get('code_challenge') ?? '';
  expect(await host.rpc.collectors.signInState()).toEqual({ kind: 'waiting', address });
  const back = { code: 'the-code-of-the-sign-in', state: asked.get('state') ?? '' };
  await fetch(`${asked.get('redirect_uri')}?${new URLSearchParams(back).toString()}`);
  await until(async () => (await host.rpc.collectors.signInState()).kind === 'done');
  expect(await sourceNamed('spotify')).toMatchObject({ key: { kind: 'stored' }, account: 'ana' });
  expect(await collected('spotify')).toMatchObject({ state: 'succeeded' });
  expect(filesWith(spotify.state.refresh)).toEqual([join(host.folder, 'state', 'keys.json')]);
});

/** Files of this host, lakehouse and cache among them, that hold the text. */
const filesWith = (text: string): string[] =>
  readdirSync(host.folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => readFileSync(path).includes(text));
