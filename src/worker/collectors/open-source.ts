import { TracklakeError } from '../../shared/errors.ts';
import type { CancelToken } from '../jobs/context.ts';
import type { Collector } from './collector.ts';
import { addressOf, openConnections, type Connections } from './connections.ts';
import { apiClient, WORLD, type ApiClient, type ApiWorld } from './http/api-client.ts';
import { keyVariable, openKeyStore, type KeyStore } from './keys/key-store.ts';
import { renewAccess, SPOTIFY_SIGN_IN } from './sign-in.ts';

/** What collecting takes from outside the lakehouse. */
export interface Outside {
  keys: KeyStore;
  connections: Connections;
  world: ApiWorld;
}

export const openOutside = (): Outside => ({ keys: openKeyStore(), connections: openConnections(), world: WORLD });

/** A service that is ready to be asked. */
export interface OpenSource {
  client: ApiClient;
  baseUrl: string;
  account: string;
}

/** Finds key, address and account of a source. Throws `bad_input` or `forbidden` that says what is missing and where to give it. */
export async function openSource(
  collector: Collector,
  wanted: string | undefined,
  outside: Outside,
  cancel: CancelToken,
  log: (message: string) => void,
): Promise<OpenSource> {
  const { keys, connections, world } = outside;
  const connection = connections.get(collector.name);
  const account = accountOf(collector, wanted ?? connection.account);
  const baseUrl = addressOf(collector, connection);
  const key = collector.key === 'sign-in' ? await accessToken(collector, outside, cancel) : keyOf(collector, keys);
  const { title, requestsPerSecond, refusal } = collector;
  const credentials = collector.credentials(key);
  const options = { title, baseUrl, requestsPerSecond, credentials, ...(refusal && { refusal }) };
  return { client: apiClient(options, cancel, log, world), baseUrl, account };
}

function accountOf(collector: Collector, account: string | undefined): string {
  if (collector.account === 'none') return '';
  if (account !== undefined) return account;
  const how =
    collector.account === 'signed in'
      ? `sign in: tracklake collect ${collector.name} --sign-in, or Settings, Sources`
      : 'give --user NAME, or a name in Settings, Sources';
  throw new TracklakeError('bad_input', `${collector.title}: whose listening? ${how}`);
}

function keyOf(collector: Collector, keys: KeyStore): string | undefined {
  if (collector.key === 'none') return undefined;
  const key = keys.read(collector.name);
  if (key !== undefined || collector.key === 'token') return key;
  throw new TracklakeError(
    'forbidden',
    `${collector.title} wants a key: enter one in Settings, Sources, or set ${keyVariable(collector.name)}`,
  );
}

/** An access token of this hour; a refresh token that was replaced is kept at once. */
async function accessToken(
  collector: Collector,
  { keys, connections, world }: Outside,
  cancel: CancelToken,
): Promise<string> {
  const connection = connections.get(collector.name);
  const refresh = keys.read(collector.name);
  if (refresh === undefined || connection.clientId === undefined) {
    throw new TracklakeError(
      'forbidden',
      `nobody is signed in to ${collector.title}: tracklake collect ${collector.name} --sign-in, or Settings, Sources`,
    );
  }
  const place = {
    signInUrl: connection.signInUrl ?? SPOTIFY_SIGN_IN,
    baseUrl: addressOf(collector, connection),
    clientId: connection.clientId,
  };
  const tokens = await renewAccess(place, refresh, cancel, world);
  if (tokens.refresh !== undefined && tokens.refresh !== refresh) keys.write(collector.name, tokens.refresh);
  return tokens.access;
}
