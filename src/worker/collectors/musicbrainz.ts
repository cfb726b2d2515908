import { z } from 'zod';
import type { Collector, Cursor, Page, Stream } from './collector.ts';
import { expectFormat } from './format.ts';
import { playedTrackSchema, tracksToLookUp } from './tracks-to-look-up.ts';

const TITLE = 'MusicBrainz';

const recording = z.looseObject({
  id: z.string(),
  title: z.string(),
  genres: z.array(z.unknown()).default([]),
  'artist-credit': z.array(z.looseObject({ artist: z.looseObject({ id: z.string() }) })).default([]),
});
const isrcAnswer = z.object({ recordings: z.array(recording) });
const artist = z.looseObject({ id: z.string(), name: z.string(), genres: z.array(z.unknown()).default([]) });

const cursorSchema = z.object({
  /** What is still to be looked up, the most played first. */
  queue: z.array(playedTrackSchema),
  /** A recording without genres, whose artist is asked for next. */
  pending: recording.nullable(),
  /** Artists that were asked for: a listener's tracks share few. */
  artists: z.record(z.string(), artist),
});
type LookUp = z.infer<typeof cursorSchema>;

const recordings: Stream = {
  name: 'recordings',
  title: 'recordings of played tracks',
  into: [{ importer: 'musicbrainz' }],
  begin({ lake, limit }) {
    const queue = tracksToLookUp(lake, limit);
    return queue.length === 0 ? null : { queue, pending: null, artists: {} };
  },
  request(cursor) {
    const { queue, pending } = cursorSchema.parse(cursor);
    const [wanted] = queue;
    const mbid = pending?.['artist-credit'][0]?.artist.id;
    const path =
      mbid !== undefined
        ? `/ws/2/artist/${encodeURIComponent(mbid)}`
        : wanted?.mbid != null
          ? `/ws/2/recording/${encodeURIComponent(wanted.mbid)}`
          : `/ws/2/isrc/${encodeURIComponent(wanted?.isrc ?? '')}`;
    const inc = mbid !== undefined ? 'genres' : wanted?.mbid != null ? 'artists+isrcs+genres' : 'artist-credits+genres';
    return { path, query: { inc, fmt: 'json' }, accept: [404, 400] };
  },
  read(body, cursor, status) {
    const state = cursorSchema.parse(cursor);
    const found = status === 200;
    if (state.pending !== null) return artistRead(state, found ? expectFormat(TITLE, artist, body) : null);
    const [wanted] = state.queue;
    if (wanted === undefined || !found) return withoutRecording(state);
    const known = wanted.mbid === null ? expectFormat(TITLE, isrcAnswer, body).recordings[0] : body;
    if (known === undefined) return withoutRecording(state);
    return recordingRead(state, expectFormat(TITLE, recording, known));
  },
};

function recordingRead(state: LookUp, found: z.infer<typeof recording>): Page {
  const by = found['artist-credit'][0]?.artist.id;
  const asked = by === undefined ? undefined : state.artists[by];
  if (found.genres.length > 0 || by === undefined || asked !== undefined) return complete(state, found, asked);
  return { records: [], next: { ...state, pending: found }, mark: null };
}

function artistRead(state: LookUp, found: z.infer<typeof artist> | null): Page {
  const { pending } = state;
  if (pending === null) return withoutRecording(state);
  const id = pending['artist-credit'][0]?.artist.id ?? '';
  const known = found ?? { id, name: '', genres: [] };
  return complete({ ...state, pending: null, artists: { ...state.artists, [id]: slim(known) } }, pending, known);
}

/** Enough of an artist to say its genres again. */
const slim = ({ id, name, genres }: z.infer<typeof artist>): z.infer<typeof artist> => ({ id, name, genres });

function complete(state: LookUp, found: z.infer<typeof recording>, by: z.infer<typeof artist> | undefined): Page {
  const [played, ...queue] = state.queue;
  if (played === undefined) return { records: [], next: null, mark: null };
  const value = {
    track_id: played.trackId,
    played: namesOf(played),
    recording: found,
    ...(by && { artist: slim(by) }),
  };
  return { records: [{ key: String(played.trackId), value }], next: rest(state, queue), mark: null };
}

const namesOf = ({ title, artist: by, album, isrc, longestMs, firstAt }: LookUp['queue'][number]): object => ({
  title,
  artist: by,
  album,
  isrc,
  longest_ms: longestMs,
  first_at: firstAt,
});

function withoutRecording(state: LookUp): Page {
  const [played, ...queue] = state.queue;
  const nothing = played === undefined ? [] : [String(played.trackId)];
  return { records: [], nothing, next: rest(state, queue), mark: null };
}

const rest = (state: LookUp, queue: LookUp['queue']): Cursor | null =>
  queue.length === 0 ? null : { queue, pending: null, artists: state.artists };

/** Looks up what was played by its MBID or ISRC: lengths, genres, the other id. One request a second is its rule. */
export const musicbrainz: Collector = {
  name: 'musicbrainz',
  title: TITLE,
  baseUrl: 'https://musicbrainz.org',
  requestsPerSecond: 1,
  account: 'none',
  key: 'none',
  keyHelp: 'MusicBrainz needs no key',
  credentials: () => ({ secrets: [] }),
  streams: [recordings],
  trial: {
    request: () => ({
      path: '/ws/2/recording/b1a9c0e9-d987-4042-ae91-78d6a3267d69',
      query: { inc: 'artists+isrcs+genres', fmt: 'json' },
    }),
    read: body => [{ track_id: '', played: {}, recording: expectFormat(TITLE, recording, body) }],
  },
};
