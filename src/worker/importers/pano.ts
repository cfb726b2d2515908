import type { Importer } from './importer.ts';
import { namedPlay } from './named-play.ts';

/** What Pano Scrobbler exports: JSON lines, a scrobble each. The length is the track's and not the play's. */
export const pano: Importer = {
  name: 'pano',
  title: 'Pano Scrobbler export (JSON lines)',
  version: 1,
  detect: sample => (/"timeMs"\s*:/.test(sample.text) && /"track"\s*:\s*"/.test(sample.text) ? 0.9 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'played_at', from: 'timeMs', kind: 'time', required: true },
      { to: 'track_title', from: 'track', kind: 'text', required: true },
      { to: 'artist_name', from: 'artist', kind: 'text' },
      { to: 'album_name', from: 'album', kind: 'text' },
    ],
    computed: ['user_id', 'track_id'],
    finish: namedPlay(options.user ?? 'pano:me'),
  }),
};
