import { rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { flushCompileCache } from 'node:module';
import { timingSafeEqual } from 'node:crypto';
import { optimiseWhenBusy } from '../optimise.ts';

/** An import of it would load all of fetch, for three of its names that nothing here uses: 11 MB of each process. */
const { createServer } = process.getBuiltinModule('node:http');

/** So would looking at this, as oRPC does to see whether a body is a form. Nobody sends forms here. */
Reflect.deleteProperty(globalThis, 'FormData');
Object.assign(globalThis, { FormData: class FormData {} });

export type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** What a host says to its child at launch. The key leaves the environment at once. */
export function launchedBy(env: NodeJS.ProcessEnv = process.env): { socketPath: string; key: string } {
  const { TRACKLAKE_SOCKET: socketPath, TRACKLAKE_KEY: key } = env;
  delete env['TRACKLAKE_KEY'];
  if (socketPath === undefined || key === undefined) throw new Error('this process is launched by the host');
  return { socketPath, key };
}

/** Answers the host on its socket, and says when it does. A caller without the launch's key gets nothing. */
export function serveHost({ socketPath, key }: { socketPath: string; key: string }, handler: NodeHandler): void {
  if (process.platform !== 'win32') rmSync(socketPath, { force: true });
  const wanted = Buffer.from(key);
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0 }, (request, response) => {
    const given = Buffer.from(String(request.headers['x-tracklake-key'] ?? ''));
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) response.writeHead(403).end();
    else void handler(request, response);
  });
  server.listen(socketPath, () => {
    optimiseWhenBusy();
    tellHost({ type: 'ready' });
    setTimeout(flushCompileCache, COMPILED_MS).unref(); // at its end it would come too late: children are killed
  });
}

/** By then what the first calls need is compiled. */
const COMPILED_MS = 3000;

interface ParentPort {
  postMessage(message: unknown): void;
}

/** Over Electron's port or Node's channel, whichever launched this. */
export function tellHost(message: object): void {
  const { parentPort } = process as NodeJS.Process & { parentPort?: ParentPort };
  if (parentPort !== undefined) parentPort.postMessage(message);
  else process.send?.(message);
}

/** A child never outlives its host, whatever a thread of it is doing. */
export function endWithHost(): void {
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
