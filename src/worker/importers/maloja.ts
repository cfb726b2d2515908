import type { Importer } from './importer.ts';
import { namedPlay } from './named-play.ts';

/** A Maloja server's export, `maloja_export_*.json`: scrobbles with artists, album and the length that was played. */
export const maloja: Importer = {
  name: 'maloja',
  title: 'Maloja export (maloja_export_*.json)',
  version: 1,
  detect: sample => (/"scrobbles"\s*:\s*\[/.test(sample.text) && /"artists"\s*:\s*\[/.test(sample.text) ? 0.95 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-array', under: 'scrobbles' },
    rules: [
      { to: 'played_at', from: 'time', kind: 'time', required: true },
      { to: 'track_title', from: 'track.title', kind: 'text', required: true },
      { to: 'album_name', from: 'track.album.albumtitle', kind: 'text' },
    ],
    computed: ['user_id', 'track_id', 'artist_name', 'ms_played'],
    ignore: ['track.artists', 'duration'],
    finish(row) {
      const artists = row.source('track.artists');
      const names = Array.isArray(artists) ? artists.filter(name => typeof name === 'string' && name !== '') : [];
      row.set('artist_name', names.length === 0 ? null : names.join(', ').replaceAll('\0', '').toWellFormed());
      const seconds = row.source('duration');
      if (typeof seconds === 'number' && Number.isFinite(seconds)) row.set('ms_played', Math.round(seconds * 1000));
      return namedPlay(options.user ?? 'maloja:me')(row);
    },
  }),
};
