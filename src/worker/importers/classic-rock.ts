import { commas } from './delimited-plan.ts';
import type { Importer } from './importer.ts';
import { namedTrackId } from './named-track.ts';
import { headerOf } from './sample.ts';

/**
 * FiveThirtyEight's log of classic rock stations: the station is the listener. `time` is when the play was collected, so
 * that many plays share one; within a station the digits of `unique_id` count backwards.
 */
export const classicRock: Importer = {
  name: 'classic-rock',
  title: 'Classic rock radio plays (FiveThirtyEight)',
  version: 1,
  detect: sample => (HEADER.every(name => headerOf(sample, ',').includes(name)) ? 0.95 : 0),
  plan: () => ({
    relation: 'bronze_fact_listening_events',
    format: commas(),
    rules: [
      { to: 'event_id', from: 'unique_id', kind: 'id' },
      { to: 'user_id', from: 'callsign', kind: 'id', prefix: 'classic-rock:' },
      { to: 'played_at', from: 'time', kind: 'time' },
      { to: 'track_title', from: 'song', kind: 'text', required: true },
      { to: 'artist_name', from: 'artist', kind: 'text' },
    ],
    computed: ['track_id', 'context'],
    ignore: ['combined'],
    finish(row) {
      const title = row.get('track_title');
      const artist = row.get('artist_name');
      if (title !== null) row.set('track_id', namedTrackId(artist === null ? null : String(artist), String(title)));
      row.set('context', 'radio');
      return undefined;
    },
  }),
};

const HEADER = ['song', 'artist', 'callsign', 'time', 'unique_id'];
