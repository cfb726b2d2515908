import { TracklakeError } from '../../shared/errors.ts';
import type { CancelToken } from '../jobs/context.ts';
import { addressOf } from './connections.ts';
import type { Outside } from './open-source.ts';
import { beginSignIn, SPOTIFY_SIGN_IN } from './sign-in.ts';
import { spotify } from './spotify.ts';

export interface StartedSignIn {
  /** To be opened in the person's own browser. */
  address: string;
  /** Settles when the token is kept. */
  finished: Promise<{ account: string }>;
  close(): void;
}

/** Begins a sign-in to Spotify; its token goes to the key store, and who signed in to the connection. */
export async function startSignIn({ keys, connections, world }: Outside, cancel: CancelToken): Promise<StartedSignIn> {
  const connection = connections.get(spotify.name);
  if (connection.clientId === undefined) {
    throw new TracklakeError(
      'bad_input',
      'Spotify wants to know for which app: enter its client id in Settings, Sources, or set TRACKLAKE_SPOTIFY_CLIENT_ID',
    );
  }
  const place = {
    signInUrl: connection.signInUrl ?? SPOTIFY_SIGN_IN,
    baseUrl: addressOf(spotify, connection),
    clientId: connection.clientId,
  };
  const { address, finished, close } = await beginSignIn(place, cancel, world);
  const kept = finished.then(({ account, refreshToken }) => {
    keys.write(spotify.name, refreshToken);
    connections.change(spotify.name, { account });
    return { account };
  });
  kept.catch(() => {}); // whoever waits hears of it
  return { address, finished: kept, close };
}
