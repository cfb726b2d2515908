import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { cancelled, TracklakeError } from '../../shared/errors.ts';
import type { CancelToken } from '../jobs/context.ts';
import { expectFormat } from './format.ts';
import { apiClient, WORLD, type ApiWorld, type Credentials } from './http/api-client.ts';

/** Where a sign-in happens, and for which app. */
export interface SignInPlace {
  signInUrl: string;
  /** Of the API, to ask who signed in. */
  baseUrl: string;
  clientId: string;
}

export const SPOTIFY_SIGN_IN = 'https://accounts.spotify.com';
const SCOPE = 'user-read-recently-played user-library-read';
const PATIENCE_MS = 5 * 60_000;

const tokenSchema = z.object({ access_token: z.string(), refresh_token: z.string().optional() });
const meSchema = z.object({ id: z.string() });

/** Tokens that a sign-in or a renewal gave. */
export interface Tokens {
  access: string;
  /** Absent where the one that was used stays valid. */
  refresh?: string;
}

export interface SignedIn {
  account: string;
  refreshToken: string;
}

export interface SignIn {
  /** To be opened in the person's own browser. */
  address: string;
  /** Settles when the person came back, refused, or did neither for five minutes. */
  finished: Promise<SignedIn>;
  close(): void;
}

/**
 * Begins an authorization code flow with PKCE (RFC 7636): listens on a free port of 127.0.0.1 for the one redirect that
 * carries our state. No secret of the app is needed, and the code is of no use to anybody without the verifier.
 */
export async function beginSignIn(place: SignInPlace, cancel: CancelToken, world: ApiWorld = WORLD): Promise<SignIn> {
  const verifier = randomBytes(48).toString('base64url');
  const state = randomBytes(24).toString('base64url');
  const code = Promise.withResolvers<string>();
  code.promise.catch(() => {}); // whoever waits hears of it
  const { createServer } = await import('node:http'); // it takes 11 MB
  const server = createServer((request, response) => answerRedirect(request, response, port(), state, code));
  const port = (): number => {
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const redirect = `http://127.0.0.1:${port()}/callback`;
  const patience = setTimeout(() => code.reject(notInTime()), PATIENCE_MS);
  const close = (): void => {
    clearTimeout(patience);
    code.reject(cancelled('the sign-in'));
    server.close();
    server.closeAllConnections();
  };

  async function finish(): Promise<SignedIn> {
    try {
      const given = await code.promise;
      const form = { grant_type: 'authorization_code', code: given, redirect_uri: redirect, code_verifier: verifier };
      const tokens = await askForTokens(place, form, [given, verifier], cancel, world);
      if (tokens.refresh === undefined) throw new TracklakeError('unsupported', 'the sign-in gave no lasting token');
      return { account: await whoIs(place, tokens.access, cancel, world), refreshToken: tokens.refresh };
    } finally {
      close();
    }
  }

  const finished = finish();
  finished.catch(() => {});
  return { address: authorizeAddress(place, redirect, state, verifier), finished, close };
}

/** A new access token for an hour. */
export const renewAccess = (
  place: SignInPlace,
  refreshToken: string,
  cancel: CancelToken,
  world: ApiWorld = WORLD,
): Promise<Tokens> =>
  askForTokens(place, { grant_type: 'refresh_token', refresh_token: refreshToken }, [refreshToken], cancel, world);

function authorizeAddress(
  { signInUrl, clientId }: SignInPlace,
  redirect: string,
  state: string,
  verifier: string,
): string {
  const address = new URL(`${signInUrl.replace(/\/+$/, '')}/authorize`);
  address.search = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirect,
    scope: SCOPE,
    state,
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  }).toString();
  return address.href;
}

/** Lets the one redirect in that is ours; everything else learns nothing. */
function answerRedirect(
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
  state: string,
  code: PromiseWithResolvers<string>,
): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const isOurs =
    request.method === 'GET' &&
    url.pathname === '/callback' &&
    request.headers.host === `127.0.0.1:${port}` &&
    isSame(url.searchParams.get('state') ?? '', state);
  if (!isOurs) {
    response.writeHead(404).end();
    return;
  }
  const given = url.searchParams.get('code');
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(
    `<!doctype html><title>Tracklake</title><p>${given === null ? 'Not signed in.' : 'Signed in.'} You can close this page.`,
  );
  if (given !== null) code.resolve(given);
  else code.reject(new TracklakeError('forbidden', 'the sign-in was refused'));
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const notInTime = (): TracklakeError => new TracklakeError('limit', 'nobody signed in within five minutes');

async function askForTokens(
  { signInUrl, clientId }: SignInPlace,
  form: Record<string, string>,
  secrets: readonly string[],
  cancel: CancelToken,
  world: ApiWorld,
): Promise<Tokens> {
  const client = signInClient(signInUrl, { secrets }, cancel, world);
  const { body } = await client.get({ path: '/api/token', form: { ...form, client_id: clientId } });
  const { access_token: access, refresh_token: refresh } = expectFormat('the sign-in', tokenSchema, body);
  return { access, ...(refresh !== undefined && { refresh }) };
}

async function whoIs({ baseUrl }: SignInPlace, access: string, cancel: CancelToken, world: ApiWorld): Promise<string> {
  const credentials = { headers: { authorization: `Bearer ${access}` }, secrets: [access] };
  const { body } = await signInClient(baseUrl, credentials, cancel, world).get({ path: '/v1/me' });
  return expectFormat('Spotify', meSchema, body).id;
}

const signInClient = (baseUrl: string, credentials: Credentials, cancel: CancelToken, world: ApiWorld) =>
  apiClient(
    { title: 'Spotify’s sign-in', baseUrl, requestsPerSecond: 5, credentials, givesKeys: true },
    cancel,
    () => {},
    {
      ...world,
      mostAttempts: 3,
    },
  );
