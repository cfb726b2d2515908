import { z } from 'zod';
import { REQUESTS_PER_SECOND, type Collector, type Stream } from './collector.ts';
import { contentKey, expectFormat, readRecords } from './format.ts';
import { markOf, nextStep, startWalk, walkSchema } from './walk-back.ts';

const TITLE = 'Spotify';
const PAGE = 50;

const track = z.object({ uri: z.string(), name: z.string(), artists: z.array(z.unknown()) });
const play = z.object({ played_at: z.iso.datetime(), track });
const saved = z.object({ added_at: z.iso.datetime(), track });
const playsAnswer = z.object({ items: z.array(z.unknown()), next: z.string().nullish() });
const savedAnswer = z.object({ items: z.array(z.unknown()), total: z.number(), next: z.string().nullish() });

/** Spotify keeps the last 50 or so: what was not collected in time is gone. */
const plays: Stream = {
  name: 'plays',
  title: 'recently played',
  into: [{ importer: 'spotify-api-plays' }],
  begin: ({ mark }) => startWalk(mark, 0),
  request(cursor) {
    const { until } = walkSchema.parse(cursor);
    return { path: '/v1/me/player/recently-played', query: { limit: PAGE, ...(until !== null && { before: until }) } };
  },
  read(body, cursor) {
    const walk = walkSchema.parse(cursor);
    const { items, next } = expectFormat(TITLE, playsAnswer, body);
    const read = readRecords(TITLE, play, items);
    const moments = read.flatMap(({ known }) => (known === undefined ? [] : [Date.parse(known.played_at)]));
    return {
      records: read.map(({ record, known }) => ({
        value: record,
        key: known === undefined ? contentKey(record) : `${known.played_at}:${known.track.uri}`,
      })),
      next: nextStep(walk, moments, next == null, { title: TITLE, pagesOfOneMoment: 1 }),
      mark: markOf(walk, moments),
    };
  },
};

const savedCursor = z.object({ offset: z.number().int(), newest: z.string().nullable(), known: z.string().nullable() });

/** Newest first; it ends at what the last collection began with. */
const savedTracks: Stream = {
  name: 'saved',
  title: 'saved tracks',
  into: [{ importer: 'spotify-api-tracks', part: trackOf }, { importer: 'spotify-api-saved' }],
  begin: ({ mark }) => ({ offset: 0, newest: null, known: mark === null ? null : (mark['newest'] ?? null) }),
  request(cursor) {
    return { path: '/v1/me/tracks', query: { limit: PAGE, offset: savedCursor.parse(cursor).offset } };
  },
  read(body, cursor) {
    const { offset, newest, known: until } = savedCursor.parse(cursor);
    const { items, total, next } = expectFormat(TITLE, savedAnswer, body);
    const read = readRecords(TITLE, saved, items);
    const times = read.flatMap(({ known }) => (known === undefined ? [] : [known.added_at]));
    const top = newest ?? times[0] ?? until;
    const isOver = next == null || items.length === 0 || (until !== null && times.some(time => time < until));
    return {
      records: read.map(({ record, known }) => ({
        value: record,
        key: known === undefined ? contentKey(record) : `${known.added_at}:${known.track.uri}`,
      })),
      next: isOver ? null : { offset: offset + items.length, newest: top, known: until },
      mark: { newest: top },
      total,
    };
  },
};

function trackOf(record: object): object {
  return 'track' in record && typeof record.track === 'object' && record.track !== null ? record.track : record;
}

/** What the person who signed in played and saved. The key is an access token of the hour, which the sign-in gives. */
export const spotify: Collector = {
  name: 'spotify',
  title: TITLE,
  baseUrl: 'https://api.spotify.com',
  requestsPerSecond: REQUESTS_PER_SECOND,
  account: 'signed in',
  key: 'sign-in',
  keyHelp: 'Sign in with an app of your own: developer.spotify.com/dashboard, redirect URI http://127.0.0.1/callback',
  credentials: token => ({
    headers: { authorization: `Bearer ${token ?? ''}` },
    secrets: token === undefined ? [] : [token],
  }),
  streams: [plays, savedTracks],
  trial: {
    request: () => ({ path: '/v1/me/player/recently-played', query: { limit: 10 } }),
    read: body => plays.read(body, startWalk(null, 0), 200).records.map(({ value }) => value),
  },
};
