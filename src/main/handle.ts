import { randomBytes } from 'node:crypto';
import { TracklakeError } from '../shared/errors.ts';
import { ERROR_STATUS } from '../shared/rpc/base.ts';
import { currentlyTracing, inSpan } from '../shared/trace/tracing.ts';
import type { Gate } from './gate.ts';
import { forward } from './proxy.ts';
import { changesNothing, routeOf, type Route } from './routes.ts';
import { asSandboxedFile, withSecurityHeaders } from './security-headers.ts';
import { staticFile } from './static-files.ts';
import type { Children } from './supervise/children.ts';
import type { Tickets } from './tickets.ts';
import { receiveUpload } from './uploads.ts';

export type Handle = (request: Request) => Promise<Response>;

export interface HandleOptions {
  gate: Gate;
  children: Children;
  /** Answers the host's own half of the contract. */
  host: Handle;
  /** Describes the public API. */
  openapi: () => Promise<Response>;
  tickets: Tickets;
  /** Prometheus' page; null in a host that nobody scrapes. */
  metrics: (() => Promise<Response>) | null;
  /** Told of every request that was let in, when its answer began. */
  answered: (call: string, status: number, milliseconds: number) => void;
  /** The built interface. */
  rendererFolder: string;
  uploadFolder: string;
}

/** Everything that the interface or a program can ask of this app, in both hosts. */
export function createHandle(options: HandleOptions): Handle {
  return async request => {
    const { pathname } = new URL(request.url);
    const route = routeOf(request.method, pathname);
    if (route === undefined) return withSecurityHeaders(problem(404, 'not_found', 'there is nothing here'));
    const refusal = options.gate.refuse(request, route);
    if (refusal !== null) return withSecurityHeaders(problem(403, 'forbidden', refusal));
    const began = performance.now();
    const call = nameOf(route, pathname);
    const parent = request.headers.get('traceparent');
    const response = await inSpan(call, { parent, attributes: { 'url.path': pathname } }, () =>
      answer(request, pathname, route, options),
    ).catch((error: unknown) => withSecurityHeaders(failure(error)));
    options.answered(call, response.status, performance.now() - began);
    if (currentlyTracing()) response.headers.set('x-tracklake-traced', '1');
    return response;
  };
}

/** `lake/status` for a call of the contract; the route's name for anything else. */
const nameOf = ({ name, target }: Route, pathname: string): string =>
  target === 'static' || target === 'ticket' ? name : (/^\/(?:rpc|api)\/(\w+\/\w+)$/.exec(pathname)?.[1] ?? name);

async function answer(request: Request, pathname: string, route: Route, options: HandleOptions): Promise<Response> {
  const { children, tickets, host, openapi } = options;
  switch (route.target) {
    case 'static':
      return withSecurityHeaders(await staticFile(options.rendererFolder, pathname));
    case 'host':
      return withSecurityHeaders(await host(request));
    case 'openapi':
      return withSecurityHeaders(await openapi());
    case 'metrics':
      return withSecurityHeaders(
        options.metrics === null ? problem(404, 'not_found', 'there is nothing here') : await options.metrics(),
      );
    case 'upload':
      return withSecurityHeaders(await receiveUpload(request, options.uploadFolder));
    case 'worker': {
      const response = await askWorker(request, pathname, children);
      return pathname.startsWith('/reports/') ? asSandboxedFile(response) : withSecurityHeaders(response);
    }
    case 'any cell':
      return withSecurityHeaders(await besideACell(request, children));
    case 'cell':
      return withSecurityHeaders(await inOwnCell(request, children));
    case 'cancel':
      return withSecurityHeaders(await cancelCell(request, children));
    case 'ticket':
      return redeem(request, pathname, tickets, options);
  }
}

/** Calls of cell processes are small; one that is not is no call. */
const MOST_CALL_BYTES = 32 * 1024 * 1024;

/** The call goes to a cell process of its own. */
async function inOwnCell(request: Request, children: Children): Promise<Response> {
  const body = await bodyOf(request);
  return secondTry(request, () => inOneCell(request, body, children));
}

/** The call goes to any cell process that answers, whatever else it is doing. */
async function besideACell(request: Request, children: Children): Promise<Response> {
  const body = await bodyOf(request);
  return untilAnswered(request, async () => {
    const { response } = await forward(request, await children.cells.any(), children.cellHeaders(), body);
    return response;
  });
}

/** Longer than the deaths of all processes at once take to be noticed, and their successors to start. */
const PATIENCE_MS = 3000;

/** What only reads is asked again for as long as the process that was asked ends instead of answering. */
const untilAnswered = (request: Request, call: () => Promise<Response>): Promise<Response> =>
  askAgain(request, call, Infinity);

/** What runs is asked once more when its process died before it said anything. */
const secondTry = (request: Request, call: () => Promise<Response>): Promise<Response> => askAgain(request, call, 1);

/** A process that was never reached ran nothing: whatever is asked, the one that takes its place is asked too. */
async function askAgain(request: Request, call: () => Promise<Response>, mostDeaths: number): Promise<Response> {
  const until = performance.now() + PATIENCE_MS;
  for (let deaths = 0; ;) {
    try {
      return await call();
    } catch (error) {
      if (request.signal.aborted || error instanceof TracklakeError || performance.now() > until) throw error;
      if (!neverReached(error)) deaths += 1;
      if (deaths > mostDeaths) throw error;
      await new Promise(resolve => setTimeout(resolve, NOTICED_MS));
    }
  }
}

const neverReached = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT');

async function bodyOf(request: Request): Promise<Uint8Array | null> {
  const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
  if (body === null || body.length <= MOST_CALL_BYTES) return body;
  throw new TracklakeError('limit', 'this call is larger than 32 MB');
}

/** What may have been done already is not asked for twice. */
async function askWorker(request: Request, pathname: string, children: Children): Promise<Response> {
  const body = await bodyOf(request);
  const ask = async (): Promise<Response> =>
    (await forward(request, await children.worker.address(), {}, body)).response;
  return changesNothing(pathname) ? untilAnswered(request, ask) : ask();
}

/** Until the death of a process is noticed. */
const NOTICED_MS = 30;

/** Takes a process for this call alone. When the caller goes away first, the process is killed. */
async function inOneCell(request: Request, body: Uint8Array | null, children: Children): Promise<Response> {
  const lease = await children.cells.take();
  const resultId = randomBytes(12).toString('hex');
  children.running.set(resultId, lease.child);
  const done = (end: string): void => {
    children.running.delete(resultId);
    if (end === 'whole') lease.release();
    else lease.kill();
  };
  try {
    const headers = { ...children.cellHeaders(), 'x-tracklake-result': resultId };
    const { response, ended } = await forward(request, lease.child, headers, body);
    void ended.then(done);
    return response;
  } catch (error) {
    done('broken');
    throw error;
  }
}

/** A process that is well says goodbye within milliseconds. */
const GOODBYE_MS = 2000;

/**
 * Tells the process that runs a result to say goodbye; it ends itself, and is killed if it does not. One that was ending
 * already can't be told: another process then says that there is nothing to cancel.
 */
async function cancelCell(request: Request, children: Children): Promise<Response> {
  const body = new Uint8Array(await request.arrayBuffer());
  return untilAnswered(request, async () => {
    const child = children.running.get(resultIdIn(body));
    if (child !== undefined) setTimeout(() => child.kill(), GOODBYE_MS).unref();
    const { response } = await forward(request, child ?? (await children.cells.any()), children.cellHeaders(), body);
    return response;
  });
}

function resultIdIn(body: Uint8Array): string {
  try {
    const parsed = JSON.parse(new TextDecoder().decode(body)) as { json?: { resultId?: unknown }; resultId?: unknown };
    const id = parsed.json?.resultId ?? parsed.resultId;
    return typeof id === 'string' ? id : '';
  } catch {
    return '';
  }
}

/** The request behind a ticket, as if it had come with the token. */
async function redeem(request: Request, pathname: string, tickets: Tickets, options: HandleOptions): Promise<Response> {
  const path = tickets.redeem(pathname);
  const target = path === undefined ? undefined : new URL(path, request.url);
  const route = target === undefined ? undefined : routeOf('GET', target.pathname);
  if (target?.origin !== new URL(request.url).origin || route?.access !== 'token') {
    return withSecurityHeaders(problem(404, 'not_found', 'this address was good for one use, and soon'));
  }
  return answer(new Request(target, { signal: request.signal }), target.pathname, route, options);
}

function failure(error: unknown): Response {
  if (error instanceof TracklakeError)
    return problem(error.code === 'internal' ? 503 : ERROR_STATUS[error.code], error.code, error.message);
  if (error instanceof DOMException && error.name === 'AbortError') return problem(499, 'cancelled', 'cancelled');
  const message = error instanceof Error ? error.message : String(error);
  return problem(503, 'internal', `a process behind this call ended: ${message}`);
}

/** In the form of the contract's errors, so that a client reads it like any other. */
function problem(status: number, code: string, message: string): Response {
  return Response.json({ json: { defined: false, code, status, message, data: {} } }, { status });
}
