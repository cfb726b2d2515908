import { setTimeout as wait } from 'node:timers/promises';
import { cancelled } from '../../../shared/errors.ts';
import type { CancelToken } from '../../jobs/context.ts';
import { backoffMs, type BackoffOptions } from './backoff.ts';
import { networkFailure, RequestFailure, unreachable } from './failure.ts';
import { pace, restAskedFor } from './pace.ts';
import { readBody } from './read-body.ts';
import { redactor } from './redact.ts';

export interface ApiRequest {
  /** Below the service's base address: `/1/user/ana/listens`. */
  path: string;
  query?: Readonly<Record<string, string | number>>;
  /** Statuses beside 200 that are an answer too: 404 where "there is none" is one. */
  accept?: readonly number[];
  /** Sent as a form by POST; without it the request is a GET. */
  form?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  status: number;
  /** The parsed JSON; without keys too, because records are made of it. */
  body: unknown;
  /** The JSON as it came, without keys. */
  text: string;
  /** Path and query of the request, without keys. */
  request: string;
  at: Date;
  milliseconds: number;
  headers: Headers;
}

/** What a service puts on every request so that it knows us; it never leaves this module but for the service itself. */
export interface Credentials {
  query?: Readonly<Record<string, string>>;
  headers?: Readonly<Record<string, string>>;
  /** Every secret in the above, to be taken out of whatever is kept or shown. */
  secrets: readonly string[];
}

export interface ApiOptions {
  /** Of the service, for messages. */
  title: string;
  baseUrl: string;
  requestsPerSecond: number;
  credentials: Credentials;
  /** Its answers are new keys: their bodies stay as they are. For sign-ins, whose answers are never kept. */
  givesKeys?: boolean;
  /** What else the service's own way of saying no means; undefined where an answer is one. */
  refusal?: (status: number, body: unknown) => RequestFailure | undefined;
}

/** The limits and the world; tests bring their own. */
export interface ApiWorld {
  fetch: typeof fetch;
  random: () => number;
  now: () => Date;
  sleep: (milliseconds: number) => Promise<unknown>;
  backoff: BackoffOptions;
  mostAttempts: number;
  /** For the whole of one request, the body included. */
  timeoutMs: number;
  mostBytes: number;
  /** A server that asks for a longer rest than this is left alone until the next time. */
  longestRestMs: number;
}

export const WORLD: ApiWorld = {
  fetch: (...request) => fetch(...request), // loaded when it is first needed: it takes 11 MB
  random: Math.random,
  now: () => new Date(),
  sleep: milliseconds => wait(milliseconds),
  backoff: { firstMs: 500, mostMs: 60_000 },
  mostAttempts: 6,
  timeoutMs: 60_000,
  mostBytes: 16 << 20,
  longestRestMs: 10 * 60_000,
};

export interface ApiClient {
  /** Throws `unreachable` when it stays without an answer, `cancelled`, or what the service's refusal says. */
  get(request: ApiRequest): Promise<ApiAnswer>;
  readonly redact: (text: string) => string;
}

/** Requests to one service: one at a time, at its pace, again after passing failures, within limits of time and size. */
export function apiClient(
  { title, baseUrl, requestsPerSecond, credentials, givesKeys = false, refusal = () => undefined }: ApiOptions,
  cancel: CancelToken,
  log: (message: string) => void,
  world: ApiWorld = WORLD,
): ApiClient {
  const speed = pace(requestsPerSecond);
  const redact = redactor(credentials.secrets);

  async function get(request: ApiRequest): Promise<ApiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      await rest(speed.untilNext());
      try {
        return await once(request);
      } catch (error) {
        if (!(error instanceof RequestFailure)) throw error;
        const clean = new RequestFailure(plain(redact(error.message)), error);
        const attempts = clean.nobody ? Math.min(MOST_ATTEMPTS_AT_NOBODY, world.mostAttempts) : world.mostAttempts;
        if (!clean.passing || clean.restMs > world.longestRestMs || attempt >= attempts)
          throw unreachable(title, clean, attempt);
        const pause = Math.max(clean.restMs, backoffMs(attempt, world.backoff, world.random));
        log(`${title}: ${clean.message}; again in ${Math.round(pause / 100) / 10} s`);
        speed.rest(pause);
      }
    }
  }

  async function once(request: ApiRequest): Promise<ApiAnswer> {
    const url = addressOf(baseUrl, request);
    const shown = redact(url.pathname + url.search);
    for (const [name, value] of Object.entries(credentials.query ?? {})) url.searchParams.set(name, value);
    const at = world.now();
    const began = performance.now();
    speed.leaves();
    const { response, text } = await within(world.timeoutMs, url.host, async signal => {
      const answer = await world.fetch(url, {
        headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...credentials.headers },
        redirect: 'manual', // a key must not follow to another host
        signal,
        ...(request.form && { method: 'POST', body: new URLSearchParams(request.form) }),
      });
      return { response: answer, text: await readBody(answer, world.mostBytes) };
    });
    const restMs = restAskedFor(response.headers, world.now().getTime());
    speed.rest(Math.min(restMs, world.longestRestMs));
    const clean = redact(text);
    const body = parsed(
      givesKeys ? text : clean,
      givesKeys ? 'it is not shown' : `it begins ${JSON.stringify(clean.slice(0, 40))}`,
    );
    judge(request, response, body, restMs);
    const milliseconds = performance.now() - began;
    return {
      status: response.status,
      body: body.value,
      text: clean,
      request: shown,
      at,
      milliseconds,
      headers: response.headers,
    };
  }

  /** Throws where the answer is none. */
  function judge({ accept = [] }: ApiRequest, response: Response, body: Parsed, restMs: number): void {
    const { status } = response;
    const refused = refusal(status, body.value);
    if (refused !== undefined)
      throw new RequestFailure(refused.message, { passing: refused.passing, status: refused.status ?? status, restMs });
    if (status !== 200 && !accept.includes(status)) throw statusFailure(status, restMs);
    if (!body.ok)
      throw new RequestFailure(`the answer is not JSON, or was cut off: ${body.why}`, { passing: true, status });
  }

  /** Ends the request when time is up or nobody wants it any more. */
  async function within<T>(milliseconds: number, host: string, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const deadline = performance.now() + milliseconds;
    const watch = setInterval(() => {
      if (cancel.requested || performance.now() > deadline) controller.abort();
    }, CANCEL_POLL_MS);
    try {
      return await ask(controller.signal);
    } catch (error) {
      if (cancel.requested) throw cancelled();
      if (error instanceof RequestFailure) throw error;
      if (controller.signal.aborted)
        throw new RequestFailure(`${host}: no whole answer within ${milliseconds / 1000} s`, { passing: true });
      throw networkFailure(error, host);
    } finally {
      clearInterval(watch);
    }
  }

  async function rest(milliseconds: number): Promise<void> {
    for (let left = milliseconds; left > 0; left -= CANCEL_POLL_MS) {
      cancel.throwIfRequested();
      await world.sleep(Math.min(left, CANCEL_POLL_MS));
    }
    cancel.throwIfRequested();
  }

  return { get, redact };
}

const CANCEL_POLL_MS = 100;
const MOST_ATTEMPTS_AT_NOBODY = 3;
const LONGEST_MESSAGE = 400;

/** What a server says must not drive a terminal, nor fill it. */
const plain = (text: string): string =>
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '·').slice(0, LONGEST_MESSAGE);

/** MusicBrainz refuses callers that don't say who they are. */
const USER_AGENT = 'Tracklake/0.1 (a local workbench; requests are made by the person who runs it)';

function addressOf(baseUrl: string, { path, query = {} }: ApiRequest): URL {
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
}

type Parsed = { ok: true; value: unknown } | { ok: false; value: undefined; why: string };

function parsed(text: string, shown: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, value: undefined, why: text === '' ? 'it is empty' : shown };
  }
}

function statusFailure(status: number, restMs: number): RequestFailure {
  const passing = status >= 500 || status === 408 || status === 425 || status === 429;
  const rest = restMs > 0 ? ` and asks for ${Math.ceil(restMs / 1000)} s of rest` : '';
  return new RequestFailure(`it answers ${status}${STATUS_WORDS[status] ?? ''}${rest}`, { passing, status, restMs });
}

const STATUS_WORDS: Record<number, string> = {
  301: ' (moved; redirects are not followed)',
  302: ' (moved; redirects are not followed)',
  307: ' (moved; redirects are not followed)',
  308: ' (moved; redirects are not followed)',
  401: ' (the key is not accepted)',
  403: ' (not allowed)',
  404: ' (not found)',
  429: ' (too many requests)',
  500: ' (a fault of its own)',
  502: ' (a fault of its own)',
  503: ' (not available now)',
};
