import type { Draft, Importer, Problem } from './importer.ts';
import { namedTrackId } from './named-track.ts';
import { firstKeys } from './spotify.ts';

/**
 * Google Takeout's `watch-history.json`: what was watched in YouTube Music. It says when a play began, not how long it
 * lasted. Plain YouTube, advertisements and visits that are no plays go to quarantine.
 */
export const youtubeMusic: Importer = {
  name: 'youtube-music',
  title: 'YouTube Music watch history (Google Takeout JSON)',
  version: 1,
  detect: sample => (firstKeys(sample, ['header', 'title', 'time']) && /"YouTube/.test(sample.text) ? 0.95 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-array' },
    rules: [
      { to: 'played_at', from: 'time', kind: 'time', required: true },
      { to: 'track_title', from: 'title', kind: 'text', required: true },
    ],
    computed: ['user_id', 'track_id', 'artist_name'],
    ignore: ['header', 'titleUrl', 'products', 'activityControls'],
    finish(row) {
      row.set('user_id', options.user ?? 'youtube:me');
      return finish(row);
    },
  }),
};

function finish(row: Draft): Problem | undefined {
  const header = row.source('header');
  if (header !== 'YouTube Music')
    return { reason: 'not_music', message: `not of YouTube Music, but of ${String(header)}` };
  if (Array.isArray(row.source('details'))) return { reason: 'advertisement', message: 'an advertisement' };
  const title = songOf(String(row.get('track_title') ?? ''));
  const artist = artistOf(row.source('subtitles'));
  row.set('track_title', title);
  row.set('artist_name', artist);
  row.set('track_id', videoId(row.source('titleUrl')) ?? namedTrackId(artist, title));
  return undefined;
}

/** "Watched X", in the languages that are known; else the whole title. */
function songOf(title: string): string {
  for (const pattern of WATCHED) {
    const song = pattern.exec(title)?.[1];
    if (song !== undefined) return song;
  }
  return title;
}

const WATCHED = [
  /^Watched (.+)$/,
  /^„?(.+?)“? angesehen$/,
  /^Vous avez regardé (.+)$/,
  /^Has visto (.+)$/,
  /^Hai guardato (.+)$/,
  /^(.+) bekeken$/,
  /^Você assistiu (.+)$/,
];

/** The channel, without YouTube's " - Topic". */
function artistOf(subtitles: unknown): string | null {
  const first: unknown = Array.isArray(subtitles) ? subtitles[0] : undefined;
  if (typeof first !== 'object' || first === null || !('name' in first) || typeof first.name !== 'string') return null;
  const name = first.name
    .replace(/ - Topic$/, '')
    .replaceAll('\0', '')
    .toWellFormed();
  return name === '' ? null : name;
}

function videoId(url: unknown): string | undefined {
  const id = typeof url === 'string' ? /[?&]v=([\w-]{6,20})/.exec(url)?.[1] : undefined;
  return id === undefined ? undefined : `youtube:${id}`;
}
