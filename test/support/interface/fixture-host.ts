import { RPCHandler } from '@orpc/server/node';
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { fixtureRouter, type Scenario } from './answers.ts';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export interface FixtureHost {
  url: string;
  close(): Promise<void>;
}

/** Serves a built renderer with made-up answers, on a free port of 127.0.0.1. For looking and for tests of pages; never shipped. `change` is given every answer. */
export async function startFixtureHost(
  folder: string,
  scenario: Scenario,
  port = 0,
  change: (output: unknown) => unknown = output => output,
): Promise<FixtureHost> {
  const wait = (): Promise<void> => (scenario === 'slow' ? new Promise(() => {}) : Promise.resolve());
  const handler = new RPCHandler(fixtureRouter(scenario, wait), {
    clientInterceptors: [async ({ next }) => changed(await next(), change)],
  });
  const server = createServer(async (request, response) => {
    const { matched } = await handler.handle(request, response, { prefix: '/rpc', context: {} });
    if (matched) return;
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname));
    const file = join(folder, path === '/' ? 'index.html' : path);
    const body = await readFile(file).catch(() => null);
    if (body === null) return void response.writeHead(404).end('not found');
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
  });
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the fixture host has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An answer, or each event of a stream of them. */
function changed(output: unknown, change: (output: unknown) => unknown): unknown {
  if (typeof output !== 'object' || output === null || !(Symbol.asyncIterator in output)) return change(output);
  return mapEvents(output as AsyncIterable<unknown>, change);
}

async function* mapEvents(
  events: AsyncIterable<unknown>,
  change: (event: unknown) => unknown,
): AsyncGenerator<unknown> {
  for await (const event of events) yield change(event);
}

if (import.meta.main) {
  const [folder = 'out/renderer', scenario = 'normal', port = '0'] = process.argv.slice(2);
  const host = await startFixtureHost(folder, scenario as Scenario, Number(port));
  process.stdout.write(`${host.url}\n`);
}
