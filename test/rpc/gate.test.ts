import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gate } from '../../src/main/gate.ts';
import { ROUTES, routeOf, type Route } from '../../src/main/routes.ts';
import { startTestHost, type TestHost } from '../support/host.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost();
});
afterAll(() => host.close());

/** One request for every way in. A route that is not here fails the first test. */
const WAYS_IN: Record<string, { method: string; path: string }> = {
  'cancel a cell': { method: 'POST', path: '/rpc/cells/cancel' },
  'read about results': { method: 'POST', path: '/rpc/results/get' },
  'call a cell process': { method: 'POST', path: '/rpc/cells/start' },
  'call the worker': { method: 'POST', path: '/rpc/lake/status' },
  'call the host': { method: 'POST', path: '/rpc/host/info' },
  'the API described': { method: 'GET', path: '/api/openapi.json' },
  'a window of rows': { method: 'GET', path: '/results/0123456789abcdef' },
  'export a result': { method: 'GET', path: '/results/0123456789abcdef/export?format=csv' },
  'a report’s file': { method: 'GET', path: '/reports/1/report.html' },
  'upload a file': { method: 'POST', path: '/uploads?name=x.csv' },
  metrics: { method: 'GET', path: '/metrics' },
  'use a ticket': { method: 'GET', path: `/t/${'A'.repeat(32)}` },
  'the interface': { method: 'GET', path: '/' },
};

test('every route is in this test, and its request leads to it', () => {
  expect(Object.keys(WAYS_IN).sort()).toEqual(ROUTES.map(route => route.name).sort());
  for (const [name, { method, path }] of Object.entries(WAYS_IN)) {
    expect(routeOf(method, new URL(path, 'http://host').pathname)?.name).toBe(name);
  }
});

interface Attempt {
  about: string;
  headers: Record<string, string>;
  /** The interface itself is there for everybody who asks this host by its name. */
  publicToo: boolean;
}

const attempts = ({ origin, token }: Pick<TestHost, 'origin' | 'token'>): Attempt[] => {
  const { host: own, port } = new URL(origin);
  const bearer = { authorization: `Bearer ${token}` };
  const foreignHost = (name: string): Attempt => ({
    about: `host ${name}`,
    headers: { ...bearer, host: name },
    publicToo: true,
  });
  const foreignOrigin = (from: string): Attempt => ({
    about: `origin ${from}`,
    headers: { ...bearer, host: own, origin: from },
    publicToo: true,
  });
  const withoutToken = (about: string, headers: Record<string, string>): Attempt => ({
    about,
    headers: { host: own, ...headers },
    publicToo: false,
  });
  return [
    ...[
      'evil.test',
      `evil.test:${port}`,
      `localhost:${port}`,
      '127.0.0.1',
      `127.0.0.1:${Number(port) + 1}`,
      `127.1:${port}`,
    ].map(foreignHost),
    ...[`[::1]:${port}`, `0.0.0.0:${port}`, `127.0.0.1.evil.test:${port}`, `user@127.0.0.1:${port}`].map(foreignHost),
    ...['http://evil.test', 'null', `http://localhost:${port}`, `https://127.0.0.1:${port}`, 'http://127.0.0.1'].map(
      foreignOrigin,
    ),
    ...[`http://127.0.0.1:${Number(port) + 1}`, 'app://tracklake', `http://127.0.0.1:${port}.evil.test`].map(
      foreignOrigin,
    ),
    withoutToken('no token', {}),
    withoutToken('a wrong token', { authorization: `Bearer ${'x'.repeat(token.length)}` }),
    withoutToken('a longer token', { authorization: `Bearer ${token}x` }),
    withoutToken('the token as a cookie', { cookie: `token=${token}; authorization=Bearer ${token}` }),
    withoutToken('the token as basic', { authorization: `Basic ${btoa(`:${token}`)}` }),
    withoutToken('another site', { ...bearer, 'sec-fetch-site': 'cross-site' }),
    withoutToken('a sibling of this site', { ...bearer, 'sec-fetch-site': 'same-site' }),
  ];
};

test('no foreign host, origin or caller without the token gets in anywhere', async () => {
  let tried = 0;
  const got: string[] = [];
  for (const [name, { method, path }] of Object.entries(WAYS_IN)) {
    for (const { about, headers, publicToo } of attempts(host)) {
      const isPublic = name === 'the interface' || name === 'use a ticket';
      if (isPublic && !publicToo) continue;
      tried += 1;
      const status = await rawStatus(host.origin, method, path, headers);
      if (status !== 403 && status !== 400) got.push(`${name} by ${about}: ${status}`);
    }
  }
  expect(got).toEqual([]);
  expect(tried).toBeGreaterThan(200);
});

test('control: our own page gets in everywhere, and a gate that is open lets the attempts in', async () => {
  for (const [name, { method, path }] of Object.entries(WAYS_IN)) {
    const { host: own } = new URL(host.origin);
    const headers = {
      host: own,
      origin: host.origin,
      authorization: `Bearer ${host.token}`,
      'sec-fetch-site': 'same-origin',
    };
    expect(await rawStatus(host.origin, method, path, headers), name).not.toBe(403);
  }
  const open = { refuse: () => null };
  const real = gate({ origin: host.origin, token: host.token });
  const request = new Request(`${host.origin}/rpc/lake/status`, {
    method: 'POST',
    headers: { origin: 'http://evil.test' },
  });
  const route = routeOf('POST', '/rpc/lake/status') as Route;
  expect(open.refuse()).toBeNull();
  expect(real.refuse(request, route)).toBe('foreign origin');
});

test('a WebSocket is refused, whoever asks for it', async () => {
  for (const path of ['/', '/rpc/lake/events']) {
    const headers = {
      host: new URL(host.origin).host,
      connection: 'Upgrade',
      upgrade: 'websocket',
      authorization: `Bearer ${host.token}`,
    };
    expect(
      await rawStatus(host.origin, 'GET', path, {
        ...headers,
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAA',
      }),
    ).toBe(403);
  }
});

test('two hosts, no host and a path that is none are refused', async () => {
  const { host: own } = new URL(host.origin);
  expect(await raw(host.origin, `GET / HTTP/1.1\r\nhost: ${own}\r\nhost: evil.test\r\nconnection: close\r\n\r\n`)).toBe(
    400,
  );
  expect(await raw(host.origin, 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n')).toBe(400);
  expect(await raw(host.origin, `GET http://evil.test/ HTTP/1.1\r\nhost: ${own}\r\nconnection: close\r\n\r\n`)).toBe(
    400,
  );
});

test('a ticket works once, for what it was issued for, and not for the interface', async () => {
  const { url } = await host.rpc.host.ticket({ path: '/api/openapi.json' });
  const first = await fetch(host.origin + url);
  expect(first.status).toBe(200);
  expect(await first.json()).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) as string });
  expect((await fetch(host.origin + url)).status).toBe(404);
  await expect(host.rpc.host.ticket({ path: 'http://evil.test/' })).rejects.toMatchObject({ code: 'bad_input' });
  const leaving = await host.rpc.host.ticket({ path: '//evil.test/api/openapi.json' });
  expect((await fetch(host.origin + leaving.url)).status).toBe(404);
});

test('the token appears in no answer and in no log', async () => {
  const lines: string[] = [];
  const other = await startTestHost({ log: line => lines.push(line) });
  try {
    await other.rpc.lake.status();
    const answers = [
      await other.fetch('/'),
      await other.fetch('/nothing'),
      await other.fetch('/rpc/lake/nothing', { method: 'POST' }),
    ];
    for (const answer of answers)
      expect((await answer.text()) + JSON.stringify([...answer.headers])).not.toContain(other.token);
    expect(lines.join('\n')).not.toContain(other.token);
  } finally {
    await other.close();
  }
});

const rawStatus = (origin: string, method: string, path: string, headers: Record<string, string>): Promise<number> => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const body = method === 'POST' ? ['content-type: application/json', 'content-length: 2', '', '{}'] : ['', ''];
  return raw(
    origin,
    [`${method} ${path} HTTP/1.1`, ...lines, 'connection: close', ...body]
      .join('\r\n')
      .replace(/\r\n\r\n$/, '\r\n\r\n'),
  );
};

/** The status of an answer to exactly these bytes. */
function raw(origin: string, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', chunk => {
      answer += chunk.toString('latin1');
      const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
      if (status === undefined) return;
      socket.destroy();
      resolve(Number(status));
    });
    socket.on('error', reject);
    socket.setTimeout(5000, () => {
      socket.destroy();
      reject(new Error(`no answer to ${text.slice(0, 80)}`));
    });
  });
}
