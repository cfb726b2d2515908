import { tabs } from './delimited-plan.ts';
import type { Importer } from './importer.ts';
import { namedPlay } from './named-play.ts';

/**
 * `.scrobbler.log`, as Rockbox and other players write it: tab-separated, without quotes, its comments in lines that begin
 * with `#`. A rating of L is a play, S a skipped one. The clock of the player is taken for UTC.
 */
export const scrobblerLog: Importer = {
  name: 'scrobbler-log',
  title: 'Scrobbles of a player (.scrobbler.log)',
  version: 1,
  detect: sample => (/^#AUDIOSCROBBLER\/1\.\d/.test(sample.text) ? 0.95 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: {
      ...tabs(['artist', 'album', 'track', 'number', 'duration', 'rating', 'timestamp', 'mbid']),
      comment: '#',
    },
    rules: [
      { to: 'played_at', from: 'timestamp', kind: 'time', required: true },
      { to: 'artist_name', from: 'artist', kind: 'text' },
      { to: 'album_name', from: 'album', kind: 'text' },
      { to: 'track_title', from: 'track', kind: 'text', required: true },
      { to: 'track_mbid', from: 'mbid', kind: 'text' },
    ],
    computed: ['user_id', 'track_id', 'skipped'],
    finish(row) {
      const rating = row.source('rating');
      if (rating !== 'L' && rating !== 'S')
        return { reason: 'wrong_value', column: 'skipped', message: `rating is neither L nor S: ${String(rating)}` };
      row.set('skipped', rating === 'S' ? 1 : 0);
      return namedPlay(options.user ?? 'player:me')(row);
    },
  }),
};
