import { z } from 'zod';
import { namedTrackId } from '../importers/named-track.ts';
import { REQUESTS_PER_SECOND, type Collector, type Stream } from './collector.ts';
import { contentKey, expectFormat, readRecords } from './format.ts';
import { RequestFailure } from './http/failure.ts';
import { markOf, nextStep, startWalk, walkSchema } from './walk-back.ts';

const TITLE = 'Last.fm';
const PAGE = 200;
/** Scrobbles may arrive days after their plays; so far back each walk looks again. */
const OVERLAP_SECONDS = 3 * 86_400;

const epoch = z.string().regex(/^\d{1,12}$/);
const scrobble = z.object({
  name: z.string(),
  artist: z.object({ '#text': z.string() }),
  date: z.object({ uts: epoch }),
});
const playingNow = z.object({ '@attr': z.object({ nowplaying: z.literal('true') }) });
const answer = z.object({
  recenttracks: z.object({
    track: z.union([z.array(z.unknown()), z.looseObject({})]).optional(),
    '@attr': z.object({ totalPages: z.string(), total: z.string() }),
  }),
});

const scrobbles: Stream = {
  name: 'plays',
  title: 'scrobbles',
  into: [{ importer: 'lastfm-api' }],
  begin: ({ mark }) => startWalk(mark, OVERLAP_SECONDS),
  request(cursor, account) {
    const { until, floor, page } = walkSchema.parse(cursor);
    return {
      path: '/2.0/',
      query: {
        method: 'user.getrecenttracks',
        user: account,
        format: 'json',
        limit: PAGE,
        page,
        ...(until !== null && { to: until }),
        ...(floor !== null && { from: Math.max(0, floor - 1) }),
      },
    };
  },
  read(body, cursor) {
    const walk = walkSchema.parse(cursor);
    const { track = [], '@attr': attr } = expectFormat(TITLE, answer, body).recenttracks;
    const played = (Array.isArray(track) ? track : [track]).filter(item => !playingNow.safeParse(item).success);
    const read = readRecords(TITLE, scrobble, played);
    const moments = read.flatMap(({ known }) => (known === undefined ? [] : [Number(known.date.uts)]));
    const isLast = played.length === 0 || Number(attr.totalPages) <= walk.page;
    return {
      records: read.map(({ record, known }) => ({
        value: record,
        key:
          known === undefined
            ? contentKey(record)
            : `${known.date.uts}:${namedTrackId(known.artist['#text'], known.name)}`,
      })),
      next: nextStep(walk, moments, isLast, { title: TITLE, pagesOfOneMoment: 50 }),
      mark: markOf(walk, moments),
      total: Number(attr.total),
    };
  },
};

/** user.getRecentTracks. Errors come as JSON with a number of their own, often with status 200. */
export const lastfm: Collector = {
  name: 'lastfm',
  title: TITLE,
  baseUrl: 'https://ws.audioscrobbler.com',
  requestsPerSecond: REQUESTS_PER_SECOND,
  account: 'named',
  key: 'key',
  keyHelp: 'An API key of your own: last.fm/api/account/create',
  credentials: key => ({ query: { api_key: key ?? '' }, secrets: key === undefined ? [] : [key] }),
  refusal(_status, body) {
    const refused = refusal.safeParse(body);
    if (!refused.success) return undefined;
    const { error, message } = refused.data;
    const status = error === 6 || error === 7 ? 404 : error === 29 ? 429 : PASSING.has(error) ? 503 : 403;
    return new RequestFailure(`it says: ${message} (error ${error})`, {
      passing: PASSING.has(error) || error === 29,
      status,
    });
  },
  streams: [scrobbles],
  trial: {
    request: account => ({
      path: '/2.0/',
      query: { method: 'user.getrecenttracks', user: account, format: 'json', limit: 10 },
    }),
    read: body => scrobbles.read(body, startWalk(null, 0), 200).records.map(({ value }) => value),
  },
};

const refusal = z.object({ error: z.number(), message: z.string() });
/** Operation failed, service offline, temporarily unavailable. */
const PASSING = new Set([8, 11, 16]);
