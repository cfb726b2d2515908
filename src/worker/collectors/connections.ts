import { join } from 'node:path';
import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import type { Collector } from './collector.ts';
import { readPrivate, writePrivate } from './keys/private-file.ts';
import { stateFolder } from './keys/state-folder.ts';

/** What a person set for a source beside its key. */
const connectionSchema = z.object({
  account: z.string().optional(),
  /** In place of the service's own address. */
  baseUrl: z.string().optional(),
  /** The same for where people sign in. */
  signInUrl: z.string().optional(),
  /** Of the person's own app, for a sign-in; no secret. */
  clientId: z.string().optional(),
});
export type Connection = z.infer<typeof connectionSchema>;

const fileSchema = z.record(z.string(), connectionSchema);

export interface Connections {
  get(source: string): Connection;
  /** Only what is given changes; an empty text removes. */
  change(source: string, change: Connection): Connection;
}

/** Addresses and accounts, in a file of the state folder. `TRACKLAKE_LASTFM_URL` and the like go before the file. */
export function openConnections(folder = stateFolder(), env: NodeJS.ProcessEnv = process.env): Connections {
  const path = join(folder, 'connections.json');
  const load = (): z.infer<typeof fileSchema> => {
    const parsed = fileSchema.safeParse(readPrivate(path));
    return parsed.success ? parsed.data : {};
  };
  const get = (source: string): Connection => {
    const name = source.toUpperCase();
    const given = {
      baseUrl: env[`TRACKLAKE_${name}_URL`],
      signInUrl: env[`TRACKLAKE_${name}_SIGN_IN_URL`],
      clientId: env[`TRACKLAKE_${name}_CLIENT_ID`],
    };
    return { ...load()[source], ...withoutEmpty(given) };
  };
  return {
    get,
    change(source, change) {
      for (const address of [change.baseUrl, change.signInUrl]) if (address) checkAddress(address);
      const all = load();
      writePrivate(path, JSON.stringify({ ...all, [source]: withoutEmpty({ ...all[source], ...change }) }, null, 2));
      return get(source);
    },
  };
}

const withoutEmpty = (connection: { [K in keyof Connection]?: string | undefined }): Connection =>
  Object.fromEntries(Object.entries(connection).filter(([, value]) => value));

/** Where requests go: the service's own address, or the one in its place. */
export function addressOf(collector: Collector, { baseUrl }: Connection): string {
  if (baseUrl === undefined) return collector.baseUrl;
  checkAddress(baseUrl);
  return baseUrl;
}

/** Keys travel to it, so it has to be https, or on this machine. */
export function checkAddress(address: string): void {
  const url = URL.parse(address);
  const isLocal = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url !== null && url.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isLocal)))
    return;
  throw new TracklakeError('bad_input', `not an https address: ${address}`, {
    value: address,
    hint: 'http is for this machine alone',
  });
}
