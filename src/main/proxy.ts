import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { currentTraceparent } from '../shared/trace/tracing.ts';
import type { Address } from './supervise/child-process.ts';

/** Headers of the caller that a child has a use for; the token is none of its business. */
const PASSED_ON = ['content-type', 'content-length', 'accept', 'last-event-id', 'x-orpc-event-iterator'];
const HELD_BACK = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

/**
 * Connections are kept: a child that answers before it has read a body would else close on what is still being sent. Enough
 * of them that a hundred calls at once, such as senders of live events, do not each open one: that cost a third of a call.
 */
const agent = new Agent({ keepAlive: true, maxFreeSockets: 128 });

export interface Forwarded {
  response: Response;
  /** Resolves when the answer has ended: whole, or cut short by the caller or the child. */
  ended: Promise<'whole' | 'aborted' | 'broken'>;
}

/** Sends a request on to a child and streams its answer back. When the caller goes away, so does the call. */
export function forward(
  request: Request,
  { socketPath, key }: Address,
  added: Record<string, string> = {},
  body: Uint8Array | null = null,
): Promise<Forwarded> {
  const { pathname, search } = new URL(request.url);
  const headers: Record<string, string> = { ...added, 'x-tracklake-key': key };
  const traceparent = currentTraceparent();
  if (traceparent !== null) headers['traceparent'] = traceparent;
  for (const name of PASSED_ON) {
    const value = request.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return new Promise((resolve, reject) => {
    const upstream = httpRequest({
      socketPath,
      method: request.method,
      path: pathname + search,
      headers,
      agent,
    });
    const abort = (): void => void upstream.destroy(new DOMException('the caller went away', 'AbortError'));
    if (request.signal.aborted) abort();
    request.signal.addEventListener('abort', abort, { once: true });
    upstream.once('error', reject);
    upstream.once('response', answer => {
      const ended = endOf(answer, request.signal);
      void ended.then(() => request.signal.removeEventListener('abort', abort));
      resolve({ response: responseOf(answer, abort), ended });
    });
    if (body !== null) upstream.end(body);
    else if (request.body === null) upstream.end();
    else
      Readable.fromWeb(request.body as Parameters<typeof Readable.fromWeb>[0])
        .on('error', abort)
        .pipe(upstream);
  });
}

function endOf(answer: IncomingMessage, signal: AbortSignal): Promise<'whole' | 'aborted' | 'broken'> {
  return new Promise(resolve => {
    answer.once('end', () => resolve('whole'));
    answer.once('error', () => {});
    answer.once('close', () => resolve(answer.complete ? 'whole' : signal.aborted ? 'aborted' : 'broken'));
  });
}

function responseOf(answer: IncomingMessage, abort: () => void): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !HELD_BACK.has(name)) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const status = answer.statusCode ?? 502;
  if (status === 204 || status === 304) return new Response(null, { status, headers });
  return new Response(streamOf(answer, abort), { status, headers });
}

/** As a web stream whose cancelling ends the call upstream. */
function streamOf(answer: IncomingMessage, abort: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        answer.on('data', (chunk: Buffer) => {
          controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
          if ((controller.desiredSize ?? 0) <= 0) answer.pause();
        });
        answer.once('end', () => controller.close());
        answer.once('error', error => controller.error(error));
      },
      pull: () => void answer.resume(),
      cancel: abort,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 1 << 20 }),
  );
}
