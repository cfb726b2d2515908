import type { Draft, Importer, PlanOptions, Problem } from './importer.ts';

/**
 * What Spotify's recently-played gives, one item a line. It tells no lengths, and `played_at` is sometimes the beginning
 * and sometimes the end of a play: it is kept as it is.
 */
export const spotifyApiPlays: Importer = {
  name: 'spotify-api-plays',
  title: 'Spotify recently played, as its API gives it (JSON lines)',
  version: 1,
  detect: sample => (/"played_at"\s*:/.test(sample.text) && SPOTIFY_TRACK.test(sample.text) ? 0.9 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'track_id', from: 'track.uri', kind: 'id', required: true },
      { to: 'played_at', from: 'played_at', kind: 'time', required: true },
      { to: 'context', from: 'context.type', kind: 'text' },
      { to: 'playlist_id', from: 'context.uri', kind: 'id' },
      { to: 'track_title', from: 'track.name', kind: 'text', required: true },
      { to: 'album_name', from: 'track.album.name', kind: 'text' },
      { to: 'isrc', from: 'track.external_ids.isrc', kind: 'text' },
    ],
    computed: ['user_id', 'artist_name'],
    ignore: ['track', 'context.href', 'context.external_urls'],
    user: userOf(options),
    finish(row) {
      row.set('user_id', userOf(options));
      row.set('artist_name', firstArtist(row.source('track.artists'))?.name ?? null);
      if (row.get('context') !== 'playlist') row.set('playlist_id', null);
      return undefined;
    },
  }),
};

/** The tracks that a listener saved: each is a verdict. */
export const spotifyApiSaved: Importer = {
  name: 'spotify-api-saved',
  title: 'Spotify saved tracks, as its API gives them (JSON lines)',
  version: 1,
  detect: sample => (/"added_at"\s*:/.test(sample.text) && SPOTIFY_TRACK.test(sample.text) ? 0.9 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_feedback_events',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'track_id', from: 'track.uri', kind: 'id', required: true },
      { to: 'given_at', from: 'added_at', kind: 'time', required: true },
    ],
    computed: ['user_id', 'feedback'],
    ignore: ['track'],
    user: userOf(options),
    finish(row) {
      row.set('user_id', userOf(options));
      row.set('feedback', 'save');
      return undefined;
    },
  }),
};

/** Tracks as Spotify describes them. */
export const spotifyApiTracks: Importer = {
  name: 'spotify-api-tracks',
  title: 'Spotify tracks, as its API gives them (JSON lines)',
  version: 1,
  detect: sample =>
    /^\s*\{/.test(sample.text) &&
    SPOTIFY_TRACK.test(sample.text) &&
    /"duration_ms"\s*:/.test(sample.text) &&
    !/"(?:added_at|played_at)"\s*:/.test(sample.text)
      ? 0.85
      : 0,
  plan: () => ({
    relation: 'bronze_dim_songs',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'track_id', from: 'uri', kind: 'id', required: true },
      { to: 'title', from: 'name', kind: 'text', required: true },
      { to: 'album_name', from: 'album.name', kind: 'text' },
      { to: 'duration_ms', from: 'duration_ms', kind: 'integer' },
      { to: 'explicit', from: 'explicit', kind: 'flag' },
      { to: 'isrc', from: 'external_ids.isrc', kind: 'text' },
    ],
    computed: ['artist_name'],
    ignore: ['artists', 'album', 'external_ids', 'external_urls', 'available_markets', 'href', 'id', 'type'],
    finish: nameArtist,
  }),
};

const SPOTIFY_TRACK = /"spotify:track:/;

const userOf = ({ user = 'spotify:me' }: PlanOptions): string => user;

function nameArtist(row: Draft): Problem | undefined {
  row.set('artist_name', firstArtist(row.source('artists'))?.name ?? null);
  return undefined;
}

function firstArtist(artists: unknown): { name: string } | undefined {
  const first: unknown = Array.isArray(artists) ? artists[0] : undefined;
  if (typeof first !== 'object' || first === null || !('name' in first) || typeof first.name !== 'string')
    return undefined;
  return { name: first.name.replaceAll('\0', '').toWellFormed() };
}
