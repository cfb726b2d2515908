import { z } from 'zod';
import { namedTrackId } from '../importers/named-track.ts';
import { REQUESTS_PER_SECOND, type Collector, type Stream } from './collector.ts';
import { contentKey, expectFormat, readRecords } from './format.ts';
import { markOf, nextStep, startWalk, walkSchema } from './walk-back.ts';

const TITLE = 'ListenBrainz';
const PAGE = 1000;
/** Listens may be submitted days after their plays; so far back each walk looks again. */
const OVERLAP_SECONDS = 3 * 86_400;

const listen = z.object({
  listened_at: z.number().int(),
  recording_msid: z.string().optional(),
  track_metadata: z.object({ track_name: z.string(), artist_name: z.string() }),
});
const answer = z.object({
  payload: z.object({
    count: z.number(),
    listens: z.array(z.unknown()),
    oldest_listen_ts: z.number().optional(),
  }),
});

const listens: Stream = {
  name: 'plays',
  title: 'listens',
  into: [{ importer: 'listenbrainz' }],
  begin: ({ mark }) => startWalk(mark, OVERLAP_SECONDS),
  request(cursor, account) {
    const { until } = walkSchema.parse(cursor);
    return {
      path: `/1/user/${encodeURIComponent(account)}/listens`,
      query: { count: PAGE, ...(until !== null && { max_ts: until }) },
    };
  },
  read(body, cursor) {
    const walk = walkSchema.parse(cursor);
    const { payload } = expectFormat(TITLE, answer, body);
    const read = readRecords(TITLE, listen, payload.listens);
    const moments = read.flatMap(({ known }) => (known === undefined ? [] : [known.listened_at]));
    const first = payload.oldest_listen_ts;
    const isLast = first !== undefined && moments.some(moment => moment <= first) && moments.length < PAGE;
    return {
      records: read.map(({ record, known }) => ({ value: record, key: keyOf(known) ?? contentKey(record) })),
      next: nextStep(walk, moments, isLast, { title: TITLE, pagesOfOneMoment: 1 }),
      mark: markOf(walk, moments),
    };
  },
};

function keyOf(known: z.infer<typeof listen> | undefined): string | undefined {
  if (known === undefined) return undefined;
  const { artist_name: artist, track_name: name } = known.track_metadata;
  return `${known.listened_at}:${known.recording_msid ?? namedTrackId(artist, name)}`;
}

/** A user's listens, which need no token where they are public. Its limits come in X-RateLimit headers. */
export const listenbrainz: Collector = {
  name: 'listenbrainz',
  title: TITLE,
  baseUrl: 'https://api.listenbrainz.org',
  requestsPerSecond: REQUESTS_PER_SECOND,
  account: 'named',
  key: 'token',
  keyHelp: 'Your user token, from listenbrainz.org/settings; public listens can be read without',
  credentials: token =>
    token === undefined ? { secrets: [] } : { headers: { authorization: `Token ${token}` }, secrets: [token] },
  streams: [listens],
  trial: {
    request: account => ({ path: `/1/user/${encodeURIComponent(account)}/listens`, query: { count: 10 } }),
    read: body => listens.read(body, startWalk(null, 0), 200).records.map(({ value }) => value),
  },
};
