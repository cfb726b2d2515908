import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Handle } from './handle.ts';

/** `handle` behind a Node HTTP server. Upgrades are refused: nothing here speaks WebSocket. */
export function serveHandle(handle: () => Handle): Server {
  const server = createServer(
    { requestTimeout: 0, headersTimeout: 10_000, keepAliveTimeout: 30_000 },
    (message, reply) => {
      void answer(message, reply, handle());
    },
  );
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n'));
  return server;
}

async function answer(message: IncomingMessage, reply: ServerResponse, handle: Handle): Promise<void> {
  const gone = new AbortController();
  reply.once('close', () => {
    if (!reply.writableFinished) gone.abort();
    open.delete(message);
  });
  try {
    const request = requestOf(message, await smallBody(message), gone.signal);
    if (!reply.closed) open.set(message, request);
    await send(await handle(request), reply);
  } catch (error) {
    if (gone.signal.aborted) return;
    if (reply.headersSent) reply.destroy();
    else reply.writeHead(error instanceof TypeError ? 400 : 500).end();
  }
}

/** Requests under way. Node's Request forwards an abort only until it is collected, so none is before its reply is closed. */
const open = new Map<IncomingMessage, Request>();

/** Most calls are small: their bodies are read at once, since a web stream for each costs more than the call. */
const SMALL_BODY_BYTES = 64 * 1024;

async function smallBody(message: IncomingMessage): Promise<Uint8Array<ArrayBuffer> | null> {
  const length = Number(message.headers['content-length'] ?? NaN);
  if (!(length > 0 && length <= SMALL_BODY_BYTES)) return null;
  const body = new Uint8Array(length);
  let at = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** Throws a TypeError for a host or a path that is no part of a URL. */
function requestOf(message: IncomingMessage, small: Uint8Array<ArrayBuffer> | null, signal: AbortSignal): Request {
  const headers = new Headers();
  for (let i = 0; i + 1 < message.rawHeaders.length; i += 2) {
    const name = message.rawHeaders[i] ?? '';
    if (!name.startsWith(':')) headers.append(name, message.rawHeaders[i + 1] ?? '');
  }
  const hosts = message.rawHeaders.filter((each, i) => i % 2 === 0 && each.toLowerCase() === 'host');
  const path = message.url ?? '';
  if (hosts.length !== 1 || !path.startsWith('/')) throw new TypeError('one host, and a path');
  const url = new URL(path.replace(/^\/+/, '/'), `http://${message.headers.host}`);
  if (url.host !== message.headers.host) throw new TypeError('not a plain host name'); // "127.1", "0x7f.1", user names
  const method = message.method ?? 'GET';
  const sized =
    Number(message.headers['content-length'] ?? 0) > 0 || message.headers['transfer-encoding'] !== undefined;
  const hasBody = sized && method !== 'GET' && method !== 'HEAD';
  return new Request(url, {
    method,
    headers,
    signal,
    ...(hasBody ? { body: small ?? (Readable.toWeb(message) as ReadableStream<Uint8Array>), duplex: 'half' } : {}),
  });
}

async function send(response: Response, reply: ServerResponse): Promise<void> {
  reply.writeHead(response.status, Object.fromEntries(response.headers));
  if (response.body === null) {
    reply.end();
    return;
  }
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) reply.flushHeaders();
  const reader = response.body.getReader();
  reply.once('close', () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!reply.write(value)) await drained(reply);
  }
  reply.end();
}

/** Until more can be written, or nobody is there to read it. */
function drained(reply: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const go = (): void => {
      reply.off('drain', go).off('close', go);
      resolve();
    };
    reply.once('drain', go).once('close', go);
  });
}
