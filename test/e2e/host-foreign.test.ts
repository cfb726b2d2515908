import { createServer, type Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';

let host: TestHost;
let browser: Browser;
let attacker: Server;
let attackerPort: number;

beforeAll(async () => {
  host = await startTestHost();
  browser = await launchBrowser();
  attacker = createServer((_request, response) =>
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>attacker</title>'),
  );
  attackerPort = await new Promise(resolve =>
    attacker.listen(0, '127.0.0.1', () => resolve((attacker.address() as { port: number }).port)),
  );
});
afterAll(async () => {
  await browser.close();
  attacker.close();
  await host.close();
});

/** What a page can try against the host from where it is; answers what came back. */
async function tryFrom(pageUrl: string, target: string, token: string): Promise<string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(pageUrl);
  const got = await page.evaluate(
    async ([target, token]) => {
      const found: string[] = [];
      const bearer = { authorization: `Bearer ${token}` };
      const tries: [string, RequestInit][] = [
        ['/rpc/lake/status', { method: 'POST', headers: bearer }],
        ['/rpc/lake/status', { method: 'POST', body: '{}', headers: { 'content-type': 'text/plain' } }],
        ['/rpc/lake/status', { method: 'POST', body: '{}', mode: 'no-cors' }],
        ['/results/0123456789abcdef', { credentials: 'include' }],
        ['/api/openapi.json', {}],
        ['/uploads?name=x.csv', { method: 'POST', body: 'a,b', mode: 'no-cors' }],
        ['/', {}],
      ];
      for (const [path, init] of tries) {
        try {
          const response = await fetch(target + path, init);
          if (response.ok) found.push(`${path}: ${(await response.text()).slice(0, 50)}`);
        } catch {
          continue;
        }
      }
      await new Promise<void>(resolve => {
        const socket = new WebSocket(`${target.replace('http', 'ws')}/rpc/lake/events`);
        socket.onopen = () => {
          found.push('a WebSocket opened');
          resolve();
        };
        socket.onerror = () => resolve();
      });
      return found;
    },
    [target, token] as const,
  );
  await context.close();
  return got;
}

test('a page of another port reaches nothing, even with the token', async () => {
  expect(await tryFrom(`http://127.0.0.1:${attackerPort}/`, host.origin, host.token)).toEqual([]);
});

test('a name that is rebound to this machine reaches nothing, not even the page', async () => {
  const { port } = new URL(host.origin);
  const rebinding = await launchBrowser(['--host-resolver-rules=MAP evil.test 127.0.0.1']);
  try {
    const page = await rebinding.newPage();
    const answer = await page.goto(`http://evil.test:${port}/`);
    expect(answer?.status()).toBe(403);
  } finally {
    await rebinding.close();
  }
});

test('control: the app’s own page reaches the host with the token', async () => {
  const own = await tryFrom(`${host.origin}/`, host.origin, host.token);
  expect(own.some(each => each.startsWith('/rpc/lake/status'))).toBe(true);
});
