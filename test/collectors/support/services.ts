import { createHash } from 'node:crypto';
import { fakeService, type Asked, type FakeService, type Reply } from './fake-service.ts';

export interface Play {
  /** Epoch seconds. */
  at: number;
  artist: string;
  title: string;
}

const START = Date.UTC(2024, 0, 1) / 1000;

/** So many plays of one listener, oldest first; every seventh shares its second with the one before. */
export const playsOf = (count: number, start = START): Play[] =>
  Array.from({ length: count }, (_, i) => ({
    at: start + (i % 7 === 6 ? i - 1 : i) * 200,
    artist: `Artist ${i % 11}`,
    title: `Song ${i % 53}`,
  }));

export const KEY = 'sEcReT-Key-0123456789abcdef';

/** user.getRecentTracks over these plays, which a test may add to. */
export function lastfmService(plays: Play[], key = KEY): Promise<FakeService> {
  return fakeService(({ query }): Reply => {
    if (query.get('api_key') !== key)
      return { status: 403, json: { error: 10, message: `Invalid API key ${query.get('api_key')}` } };
    if (query.get('user') !== 'ana') return { status: 404, json: { error: 6, message: 'User not found' } };
    const limit = Number(query.get('limit'));
    const page = Number(query.get('page') ?? 1);
    const to = Number(query.get('to') ?? Infinity);
    const from = Number(query.get('from') ?? 0);
    const found = newestFirst(plays).filter(play => play.at < to && play.at > from);
    const shown = found.slice((page - 1) * limit, page * limit).map(scrobble);
    const playing = { ...scrobble({ at: 0, artist: 'Artist 1', title: 'Now' }), '@attr': { nowplaying: 'true' } };
    const { date, ...now } = playing;
    void date;
    return {
      json: {
        recenttracks: {
          track: page === 1 ? [now, ...shown] : shown,
          '@attr': {
            user: 'ana',
            page: String(page),
            perPage: String(limit),
            totalPages: String(Math.ceil(found.length / limit)),
            total: String(found.length),
          },
        },
      },
    };
  });
}

const scrobble = ({ at, artist, title }: Play) => ({
  artist: { mbid: '', '#text': artist },
  streamable: '0',
  image: [{ size: 'small', '#text': '' }],
  mbid: '',
  album: { mbid: '', '#text': '' },
  name: title,
  url: 'https://www.last.fm/music',
  date: { uts: String(at), '#text': 'then' },
});

/** A user's listens. */
export function listenbrainzService(plays: Play[]): Promise<FakeService> {
  return fakeService(({ path, query }): Reply => {
    const user = /^\/1\/user\/([^/]+)\/listens$/.exec(path)?.[1];
    if (user !== 'ana') return { status: 404, json: { code: 404, error: `Cannot find user: ${user}` } };
    const until = Number(query.get('max_ts') ?? Infinity);
    const found = newestFirst(plays).filter(play => play.at < until);
    const listens = found.slice(0, Number(query.get('count'))).map(listen);
    const oldest = plays.reduce((a, b) => Math.min(a, b.at), Infinity);
    return {
      headers: { 'x-ratelimit-limit': '30', 'x-ratelimit-remaining': '29', 'x-ratelimit-reset-in': '10' },
      json: { payload: { count: listens.length, listens, oldest_listen_ts: oldest, user_id: 'ana' } },
    };
  });
}

const listen = ({ at, artist, title }: Play) => ({
  inserted_at: at + 5,
  listened_at: at,
  recording_msid: msid(`${artist} ${title}`),
  track_metadata: { additional_info: {}, artist_name: artist, release_name: 'Album', track_name: title },
  user_name: 'ana',
});

export function msid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

const newestFirst = (plays: readonly Play[]): Play[] => [...plays].sort((a, b) => b.at - a.at);

export const spotifyTrack = (n: number) => ({
  id: `t${n}`,
  uri: `spotify:track:t${n}`,
  type: 'track',
  name: `Song ${n}`,
  duration_ms: 180_000 + n,
  explicit: n % 2 === 0,
  artists: [{ id: `a${n}`, name: `Artist ${n % 5}`, uri: `spotify:artist:a${n}` }],
  album: { id: 'b', name: 'Album', release_date: '2020', release_date_precision: 'year' },
  external_ids: { isrc: `QZABC24${String(n).padStart(5, '0')}` },
});

/** The API and the sign-in in one, with refresh tokens that are replaced at every use. */
export function spotifyService(plays: number, saved: number) {
  const state = { refresh: 'refresh-token-0000', used: 0, challenge: '', verified: false };
  const answer = (asked: Asked): Reply => {
    if (asked.path === '/api/token') return token(asked, state);
    if (asked.headers.authorization !== `Bearer access-of-${state.refresh}`)
      return { status: 401, json: { error: { status: 401, message: 'The access token expired' } } };
    if (asked.path === '/v1/me') return { json: { id: 'ana' } };
    if (asked.path === '/v1/me/tracks') return savedPage(asked, saved);
    const before = Number(asked.query.get('before') ?? Infinity);
    const items = Array.from({ length: plays }, (_, i) => ({
      track: spotifyTrack(i % 9),
      played_at: new Date((START + i * 240) * 1000 + 123).toISOString(),
      context: null,
    }))
      .reverse()
      .filter(item => Date.parse(item.played_at) < before)
      .slice(0, Number(asked.query.get('limit')));
    return { json: { items, next: items.length === 0 ? null : 'https://api.spotify.com/next', limit: 50 } };
  };
  return fakeService(answer).then(service => ({ ...service, state }));
}

function savedPage({ query }: Asked, saved: number): Reply {
  const offset = Number(query.get('offset'));
  const all = Array.from({ length: saved }, (_, i) => ({
    added_at: new Date((START + i * 3600) * 1000).toISOString(),
    track: spotifyTrack(i),
  })).reverse();
  const items = all.slice(offset, offset + Number(query.get('limit')));
  return { json: { items, total: saved, next: offset + items.length < saved ? 'https://api.spotify.com/next' : null } };
}

function token({ body }: Asked, state: { refresh: string; used: number; challenge: string; verified: boolean }): Reply {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') === 'refresh_token' && form.get('refresh_token') !== state.refresh)
    return { status: 400, json: { error: 'invalid_grant', error_description: `no ${form.get('refresh_token')}` } };
  if (form.get('grant_type') === 'authorization_code') {
    const verifier = form.get('code_verifier') ?? '';
    state.verified = createHash('sha256').update(verifier).digest('base64url') === state.challenge;
    if (!state.verified || form.get('code') !== 'the-code-of-the-sign-in')
      return { status: 400, json: { error: 'invalid_grant' } };
  }
  state.used += 1;
  state.refresh = `refresh-token-${String(state.used).padStart(4, '0')}`;
  return { json: { access_token: `access-of-${state.refresh}`, token_type: 'Bearer', refresh_token: state.refresh } };
}

/** Recordings by MBID and ISRC, artists by MBID; everything else is unknown to it. */
export function musicbrainzService(recordings: Record<string, object>, artists: Record<string, object>) {
  return fakeService(({ path }): Reply => {
    const [, kind = '', id = ''] = /^\/ws\/2\/(\w+)\/(.+)$/.exec(path) ?? [];
    const found = kind === 'artist' ? artists[id] : recordings[id];
    if (found === undefined) return { status: 404, json: { error: 'Not Found' } };
    return { json: kind === 'isrc' ? { isrc: id, recordings: [found] } : found };
  });
}
