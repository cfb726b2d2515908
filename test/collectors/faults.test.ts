import { afterEach, describe, expect, it } from 'vitest';
import { apiClient, WORLD } from '../../src/worker/collectors/http/api-client.ts';
import { cancelToken, quietContext } from '../../src/worker/jobs/context.ts';
import { listQuarantine } from '../../src/worker/lakehouse/quarantine.ts';
import { strays } from '../importers/support/lake.ts';
import { collecting, FAST, playsIn } from './support/collecting.ts';
import { fakeService, type FakeService, type Fault } from './support/fake-service.ts';
import { lastfmService, listenbrainzService, playsOf } from './support/services.ts';

const services: FakeService[] = [];
afterEach(() => Promise.all(services.splice(0).map(service => service.close())));
async function started<S extends FakeService>(starting: Promise<S>): Promise<S> {
  const service = await starting;
  services.push(service);
  return service;
}

const passing: [string, Fault][] = [
  ['429 with Retry-After', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
  [
    '429 with a reset',
    { kind: 'status', status: 429, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-in': '1' } },
  ],
  ['500', { kind: 'status', status: 500, body: '<html>oops</html>' }],
  ['503', { kind: 'status', status: 503 }],
  ['a body that is cut off', { kind: 'cut' }],
  ['half a JSON text', { kind: 'half JSON' }],
  ['an empty body', { kind: 'body', body: '' }],
  ['an answer that never ends coming', { kind: 'silence' }],
];

describe.each(passing)('%s', (_name, fault) => {
  it('is tried again, and then nothing is missing or double', async () => {
    const plays = playsOf(450);
    const c = collecting();
    const service = await started(lastfmService(plays));
    service.faults.set(1, fault).set(2, fault).set(4, fault);
    c.use('lastfm', service);
    const summary = await c.collect({ source: 'lastfm' });
    expect(summary).toMatchObject({ rowsLoaded: plays.length });
    expect(new Set(playsIn(c.lake)).size).toBe(playsIn(c.lake).length);
    expect(c.logged.filter(line => line.includes('again in')).length).toBe(3);
  });

  it('that lasts ends the collection, which keeps what came before and goes on from there', async () => {
    const plays = playsOf(890);
    const c = collecting();
    const service = await started(lastfmService(plays));
    for (let n = 3; n <= 8; n += 1) service.faults.set(n, fault);
    c.use('lastfm', service);
    await expect(c.collect({ source: 'lastfm' })).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('(tried 6 times)'),
    });
    expect(playsIn(c.lake).length).toBeGreaterThan(300);
    const asked = service.asked.length;
    plays.push(...playsOf(10, plays.at(-1)!.at + 500)); // scrobbled meanwhile: newer than the walk that goes on
    expect((await c.collect({ source: 'lastfm' })).streams[0]).toMatchObject({ resumed: true, complete: true });
    expect(service.asked[asked]!.query.get('to')).toBe(service.asked[2]!.query.get('to'));
    expect(playsIn(c.lake).length).toBe(900);
    expect(await c.collect({ source: 'lastfm' })).toMatchObject({ rowsLoaded: 0 });
    expect(strays(c.lake)).toEqual([]);
  });
});

describe('what no patience helps against', () => {
  const cases: [string, Fault, object][] = [
    [
      'a key that is refused',
      { kind: 'body', body: '{"error":10,"message":"Invalid API key"}' },
      { code: 'forbidden' },
    ],
    [
      'an unknown user',
      { kind: 'status', status: 404, body: '{"error":6,"message":"User not found"}' },
      { code: 'not_found' },
    ],
    [
      'another form',
      { kind: 'body', body: '{"scrobbles":[]}' },
      { code: 'check_failed', message: /in a form .* recenttracks/ },
    ],
    ['a list', { kind: 'body', body: '[1,2,3]' }, { code: 'check_failed' }],
    ['a word', { kind: 'body', body: '"hello"' }, { code: 'check_failed' }],
    [
      'a redirect',
      { kind: 'status', status: 302, headers: { location: 'https://example.org/' } },
      { code: 'unreachable', message: /moved/ },
    ],
    ['a body without an end', { kind: 'endless' }, { code: 'unreachable', message: /larger than 2 MiB/ }],
    [
      'a bomb of zeros',
      { kind: 'body', body: '0'.repeat(6 << 20), gzip: true },
      { code: 'unreachable', message: /larger than 2 MiB/ },
    ],
    [
      'a rest of an hour',
      { kind: 'status', status: 429, headers: { 'retry-after': '3600' } },
      { code: 'unreachable', message: /3600 s of rest/ },
    ],
  ];

  it.each(cases)('%s is one request and a clear error', async (_name, fault, error) => {
    const c = collecting();
    const service = await started(lastfmService(playsOf(10)));
    service.faults.set('all', fault);
    c.use('lastfm', service);
    const { message, ...rest } = error as { message?: RegExp };
    const thrown = c.collect({ source: 'lastfm' });
    await expect(thrown).rejects.toMatchObject(rest);
    if (message !== undefined) await expect(thrown).rejects.toThrow(message);
    expect(service.asked.length).toBe(1);
    expect(playsIn(c.lake)).toEqual([]);
    expect(strays(c.lake)).toEqual([]);
  });

  it('an answer in another form goes to quarantine as it came', async () => {
    const c = collecting();
    const service = await started(lastfmService(playsOf(500)));
    service.faults.set(2, { kind: 'body', body: '{"recenttracks":{"tracks":"gone"}}' });
    c.use('lastfm', service);
    await expect(c.collect({ source: 'lastfm' })).rejects.toMatchObject({ code: 'check_failed' });
    expect(playsIn(c.lake).length).toBe(200);
    expect(listQuarantine(c.lake, { limit: 10 })).toMatchObject([
      { relation: 'bronze_collected_responses', reason: 'format', raw: '{"recenttracks":{"tracks":"gone"}}' },
    ]);
    expect(await c.collect({ source: 'lastfm' })).toMatchObject({ rowsLoaded: 300 });
  });

  it('what a server says can’t drive a terminal', async () => {
    const c = collecting();
    const service = await started(lastfmService([]));
    const message = `\u001b[2J\u001b]0;gone\u0007 no\u202e ${'x'.repeat(5000)}`;
    service.faults.set('all', { kind: 'body', body: JSON.stringify({ error: 10, message }) });
    c.use('lastfm', service);
    const error = await c.collect({ source: 'lastfm' }).then(String, String);
    expect(error).toMatch(/Last.fm: it says: ·\[2J/);
    expect(error).not.toMatch(/[\u0000-\u001f\u202e]/);
    expect(error.length).toBeLessThan(500);
  });

  it('records whose fields were renamed are a changed form; a single odd one goes to quarantine', async () => {
    const c = collecting();
    const service = await started(listenbrainzService(playsOf(10)));
    const odd = (listens: object[]): Fault => ({
      kind: 'body',
      body: JSON.stringify({ payload: { count: 3, listens } }),
    });
    const good = { listened_at: 1704067200, track_metadata: { track_name: 'a', artist_name: 'b' } };
    const bad = { listenedAt: 1704067200, trackMetadata: {} };
    c.use('listenbrainz', service);
    service.faults.set(1, odd([bad, bad, good]));
    await expect(c.collect({ source: 'listenbrainz' })).rejects.toThrow(/form that is not known here: listened_at/);
    expect(playsIn(c.lake)).toEqual([]);
    service.faults
      .set(2, odd([good, bad, { ...good, listened_at: 1704067260 }]))
      .set(3, odd([]))
      .set(4, odd([]));
    expect((await c.collect({ source: 'listenbrainz' })).streams[0]).toMatchObject({
      rowsLoaded: 2,
      rowsQuarantined: 1,
    });
  });
});

describe('pages without an end', () => {
  it('of one and the same page end with a limit', async () => {
    const c = collecting();
    const same = Array.from({ length: 200 }, (_, i) => ({
      artist: { '#text': 'A' },
      name: `Song ${i}`,
      date: { uts: '1704067200' },
    }));
    const service = await started(
      fakeService(() => ({ json: { recenttracks: { track: same, '@attr': { totalPages: '999999', total: '1' } } } })),
    );
    c.use('lastfm', service);
    await expect(c.collect({ source: 'lastfm' })).rejects.toMatchObject({ code: 'limit' });
    expect(playsIn(c.lake).length).toBe(200);
    expect(service.asked.length).toBeLessThan(60);
  });

  it('of ever older plays stop at the most pages, and go on the next time', async () => {
    let at = 1_704_067_200;
    const c = collecting();
    const service = await started(
      fakeService(() => {
        at -= 100;
        const listens = [{ listened_at: at, track_metadata: { track_name: 'x', artist_name: 'y' } }];
        return { json: { payload: { count: 1, listens } } };
      }),
    );
    c.use('listenbrainz', service);
    const first = await c.collect({ source: 'listenbrainz', mostPages: 40 });
    expect(first.streams[0]).toMatchObject({ pages: 40, complete: false, rowsLoaded: 40 });
    expect(await c.collect({ source: 'listenbrainz', mostPages: 40 })).toMatchObject({ rowsLoaded: 40 });
  });

  it('of plays that were not asked for are refused', async () => {
    const c = collecting();
    let n = 0;
    const service = await started(
      fakeService(() => {
        n += 1;
        const listens = [
          { listened_at: 1_704_067_200 + n * 10, track_metadata: { track_name: 'x', artist_name: 'y' } },
        ];
        return { json: { payload: { count: 1, listens } } };
      }),
    );
    c.use('listenbrainz', service);
    await expect(c.collect({ source: 'listenbrainz' })).rejects.toThrow(/asked for records before/);
  });
});

it('is cancelled within a moment, also while it waits', async () => {
  const c = collecting({ ...FAST, sleep: WORLD.sleep, timeoutMs: 60_000 });
  const service = await started(lastfmService(playsOf(300)));
  service.faults.set(2, { kind: 'silence' });
  c.use('lastfm', service);
  const cancel = cancelToken();
  setTimeout(() => cancel.request(), 500);
  const began = performance.now();
  await expect(c.collect({ source: 'lastfm' }, { cancel })).rejects.toMatchObject({ code: 'cancelled' });
  expect(performance.now() - began).toBeLessThan(2500);
  expect(await c.collect({ source: 'lastfm' })).toMatchObject({ rowsLoaded: 300 });
});

describe('pace', () => {
  const ask = async (service: FakeService, requests: number, requestsPerSecond = 5): Promise<void> => {
    const options = { title: 'It', baseUrl: service.url, requestsPerSecond, credentials: { secrets: [] } };
    const client = apiClient(options, quietContext().cancel, () => {}, { ...WORLD, backoff: FAST.backoff });
    for (let n = 0; n < requests; n += 1) await client.get({ path: '/' });
  };
  const gaps = ({ asked }: FakeService): number[] => asked.slice(1).map((one, i) => one.at - asked[i]!.at);

  it('is at most five requests a second', async () => {
    const service = await started(fakeService(() => ({ json: {} })));
    await ask(service, 5);
    expect(Math.min(...gaps(service))).toBeGreaterThan(180);
  });

  it('would be faster without (control)', async () => {
    const service = await started(fakeService(() => ({ json: {} })));
    await ask(service, 5, 1000);
    expect(Math.min(...gaps(service))).toBeLessThan(180);
  });

  it('follows Retry-After and an exhausted limit', async () => {
    const service = await started(
      fakeService(() => ({ json: {}, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-in': '0.6' } })),
    );
    service.faults.set(1, { kind: 'status', status: 429, headers: { 'retry-after': '0.8' } });
    await ask(service, 2);
    expect(gaps(service)[0]).toBeGreaterThan(780);
    expect(gaps(service)[1]).toBeGreaterThan(580);
  });
});
