import { rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { flushCompileCache } from 'node:module';
import { timingSafeEqual } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';

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
    asUsual();
    tellHost({ type: 'ready' });
    setTimeout(flushCompileCache, COMPILED_MS).unref(); // at its end it would come too late: children are killed
  });
}

/** The launcher has a process start without optimising; from here on, and in threads, it does. */
function asUsual(): void {
  for (const flag of ['--opt', '--maglev', '--max-semi-space-size=0']) setFlagsFromString(flag);
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
