import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { openInBrowser } from './browser.ts';
import { gate } from './gate.ts';
import { createHandle, type Handle } from './handle.ts';
import { createHostCalls } from './host-calls.ts';
import { metricsOf } from './observe/metrics.ts';
import { observer } from './observe/observer.ts';
import { serveHandle } from './node-server.ts';
import { describeApi } from './openapi.ts';
import { cacheFolder, lakePath, stateFolder } from './places.ts';
import type { HostPlatform } from './platform.ts';
import { projectRoot } from './project-root.ts';
import { startChildren, type Children, type ChildrenOptions } from './supervise/children.ts';
import { nodeLauncher } from './supervise/launcher.ts';
import { tickets } from './tickets.ts';
import { version } from './version.ts';

export interface ServeOptions extends Partial<Omit<ChildrenOptions, 'launch'>> {
  port?: number;
  /** For tests: a known token. */
  token?: string;
  rendererFolder?: string;
  log?: (line: string) => void;
}

export interface LoopbackHost {
  /** http://127.0.0.1:PORT */
  origin: string;
  token: string;
  /** What to open: the origin, with the token in the fragment, which no server ever sees. */
  address: string;
  /** The same handler without the network. */
  handle: Handle;
  children: Children;
  close(): Promise<void>;
}

const PLATFORM: HostPlatform = { kind: 'loopback', version, dialogs: null, shell: null, onEvent: () => () => {} };

/** Starts the workbench for a browser on this machine. Resolves when it can be reached. */
export async function serveLoopback(options: ServeOptions = {}): Promise<LoopbackHost> {
  let handle: Handle = () => Promise.resolve(new Response('starting', { status: 503 }));
  const server = serveHandle(() => handle);
  const port = await listen(server, options.port ?? 0);
  const origin = `http://127.0.0.1:${port}`;
  const token = options.token ?? randomBytes(24).toString('base64url');
  const cache = options.cacheFolder ?? cacheFolder();
  const state = options.stateFolder ?? stateFolder();
  const scrape = writeScrapeToken(state);
  const seen = observer({ stateFolder: state, scrapeTokenFile: scrape.file });
  const { log = line => process.stderr.write(`${line}\n`) } = options;
  const children = startChildren({
    ...options,
    launch: nodeLauncher(undefined, line => {
      seen.heardLine(line);
      log(line);
    }),
    lakePath: options.lakePath ?? lakePath(),
    cacheFolder: cache,
    stateFolder: state,
    onMessage: seen.heard,
  });
  seen.watch(children);
  const issued = tickets();
  handle = createHandle({
    gate: gate({ origin, token, scrapeToken: scrape.token }),
    children,
    tickets: issued,
    host: createHostCalls({ platform: PLATFORM, children, tickets: issued, observer: seen }),
    metrics: () => metricsOf(seen, children),
    answered: seen.answered,
    openapi: () => describeApi(version),
    rendererFolder: options.rendererFolder ?? join(projectRoot, 'out', 'renderer'),
    uploadFolder: join(cache, 'uploads'),
  });
  return {
    origin,
    token,
    address: `${origin}/#token=${token}`,
    handle,
    children,
    async close() {
      children.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
      await seen.close();
    },
  };
}

/** What a scraper needs, in a file for this person's eyes alone; it opens `/metrics` of this launch and nothing else. */
function writeScrapeToken(folder: string): { token: string; file: string } {
  const token = randomBytes(24).toString('base64url');
  const file = join(folder, 'metrics-token');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  rmSync(file, { force: true });
  writeFileSync(file, token, { mode: 0o600 });
  return { token, file };
}

/** On the loopback interface alone. Port 0 takes any free one. */
function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
}

/** `npm start` without a window: --lake FILE --port N --no-open */
export async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      lake: { type: 'string' },
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      host: { type: 'string' },
    },
  });
  const host = await serveLoopback({
    ...(values.lake === undefined ? {} : { lakePath: resolve(values.lake) }),
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  }).catch((error: NodeJS.ErrnoException) => {
    const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
    process.stderr.write(
      taken ? `Port ${values.port} is taken; leave --port out for a free one.\n` : `${error.stack}\n`,
    );
    process.exit(1);
  });
  process.stdout.write(`Tracklake is open at ${host.address}\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => void host.close().then(() => process.exit(0)));
  }
  if (!values['no-open']) openInBrowser(redirectPage(host.address));
}

/** A page for this person's eyes alone that leads to the address: on a command line everybody could read the token. */
function redirectPage(address: string): string {
  const folder = stateFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'open.html');
  writeFileSync(file, `<!doctype html><meta http-equiv="refresh" content="0;url=${address}">`, { mode: 0o600 });
  return pathToFileURL(file).href;
}
