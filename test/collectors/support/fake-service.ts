import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
  /** performance.now() when it came in. */
  at: number;
}

/** What goes wrong with one answer, in place of the right one. */
export type Fault =
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** The connection ends in the middle of the body. */
  | { kind: 'cut' }
  /** JSON that ends too early, with a right length. */
  | { kind: 'half JSON' }
  /** Headers, and then nothing. */
  | { kind: 'silence' }
  | { kind: 'body'; body: string; gzip?: boolean }
  | { kind: 'endless' };

export interface FakeService {
  url: string;
  /** Every request so far. */
  asked: Asked[];
  /** Faults by the number of the request (from 1), or for all of them. */
  faults: Map<number | 'all', Fault>;
  close(): Promise<void>;
}

/** Answers as JSON, with a status and headers of its own where it needs them. */
export type Reply = { status?: number; headers?: Record<string, string>; json: unknown };

/** A service on this machine that speaks an API as `answer` says, and fails where it is told to. */
export async function fakeService(answer: (asked: Asked) => Reply): Promise<FakeService> {
  const asked: Asked[] = [];
  const faults = new Map<number | 'all', Fault>();
  const server = createServer((request, response) => void take(request, response));

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    let body = '';
    for await (const piece of request) body += String(piece);
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body,
      at: performance.now(),
    };
    asked.push(one);
    const fault = faults.get(asked.length) ?? faults.get('all');
    if (fault !== undefined) return fail(fault, response, () => JSON.stringify(answer(one).json));
    const { status = 200, headers = {}, json } = answer(one);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${portOf(server)}`, asked, faults, close: () => close(server) };
}

function fail(fault: Fault, response: ServerResponse, right: () => string): void {
  switch (fault.kind) {
    case 'status':
      return void response.writeHead(fault.status, fault.headers).end(fault.body ?? '{"message":"no"}');
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100000' });
      response.write(right().slice(0, 50));
      return void setTimeout(() => response.destroy(), 5);
    case 'half JSON':
      return void response.writeHead(200).end(right().slice(0, -20));
    case 'silence':
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.write('{');
    case 'body':
      return void (fault.gzip
        ? response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(fault.body))
        : response.writeHead(200).end(fault.body));
    case 'endless': {
      response.writeHead(200);
      const piece = Buffer.alloc(1 << 16, 0x20);
      const pour = (): void => {
        while (!response.destroyed && response.write(piece));
        if (!response.destroyed) response.once('drain', pour);
      };
      pour();
    }
  }
}

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const close = (server: Server): Promise<void> =>
  new Promise(resolve => {
    server.closeAllConnections();
    server.close(() => resolve());
  });
