import { formatTime, parseTime } from './cells/parse-time.ts';
import { commas } from './delimited-plan.ts';
import type { Draft, Importer, Problem } from './importer.ts';
import { namedTrackId } from './named-track.ts';
import { splitLine } from './sample.ts';

/**
 * `Apple Music Play Activity.csv` of Apple's data and privacy export. Many exports have no artist column; then a track is
 * known by its title alone. Lyrics, videos and events that are no plays go to quarantine; places and network addresses
 * are not taken over.
 */
export const appleMusic: Importer = {
  name: 'apple-music',
  title: 'Apple Music play activity (CSV)',
  version: 1,
  detect(sample) {
    const header = splitLine(sample.lines[0] ?? '', ',');
    return TELLING.every(name => header.includes(name)) ? 0.95 : 0;
  },
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: commas(),
    rules: [
      { to: 'track_title', from: 'Song Name', kind: 'text', required: true },
      { to: 'artist_name', from: 'Artist Name', kind: 'text' },
      { to: 'album_name', from: 'Album Name', kind: 'text' },
      { to: 'ms_played', from: 'Play Duration Milliseconds', kind: 'integer' },
      { to: 'played_at', from: 'Event Start Timestamp', kind: 'time' },
      { to: 'context', from: 'Feature Name', kind: 'text' },
    ],
    computed: ['user_id', 'track_id', 'album_name', 'skipped'],
    ignore: PRIVATE,
    finish(row) {
      row.set('user_id', options.user ?? 'apple:me');
      return finish(row);
    },
  }),
};

const TELLING = ['Song Name', 'Play Duration Milliseconds', 'Event Start Timestamp'];

const PRIVATE = [
  'Apple ID Number',
  'Apple Music Subscription',
  'Build Version',
  'Client IP Address',
  'Device Identifier',
  'IP City',
  'IP Country Code',
  'IP Latitude',
  'IP Longitude',
  'IP Network Type',
  'IP Region Code',
];

function finish(row: Draft): Problem | undefined {
  const problem = notAPlay(row) ?? begin(row);
  if (problem !== undefined) return problem;
  if (row.get('album_name') === null) row.set('album_name', text(row.source('Container Album Name')));
  row.set('skipped', SKIPS.get(String(row.source('End Reason Type'))) ?? null);
  const title = row.get('track_title');
  const artist = row.get('artist_name');
  if (title !== null) row.set('track_id', namedTrackId(artist === null ? null : String(artist), String(title)));
  return undefined;
}

function notAPlay(row: Draft): Problem | undefined {
  const type = row.source('Event Type');
  if (type !== null && type !== 'PLAY_END')
    return { reason: 'not_a_play', message: `an event of type ${String(type)}` };
  const media = row.source('Media Type');
  if (media !== null && media !== 'AUDIO') return { reason: 'not_music', message: `media of type ${String(media)}` };
  const ms = row.get('ms_played');
  if (typeof ms === 'number' && ms < 0)
    return { reason: 'impossible', column: 'ms_played', message: `a play of ${ms} milliseconds` };
  return undefined;
}

/** A play without a start began its length before its end. */
function begin(row: Draft): Problem | undefined {
  if (row.get('played_at') !== null) return undefined;
  const end = parseTime(String(row.source('Event End Timestamp') ?? row.source('Event Timestamp') ?? ''));
  const ms = Number(row.get('ms_played') ?? 0);
  const start = end === undefined ? undefined : formatTime(Date.parse(end) - ms);
  if (start === undefined) return { reason: 'missing_value', column: 'played_at', message: 'the play has no time' };
  row.set('played_at', start);
  return undefined;
}

const SKIPS = new Map([
  ['TRACK_SKIPPED_FORWARDS', 1],
  ['TRACK_SKIPPED_BACKWARDS', 1],
  ['MANUALLY_SELECTED_PLAYBACK_OF_A_DIFF_ITEM', 1],
  ['NATURAL_END_OF_TRACK', 0],
]);

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
