import { tabs } from './delimited-plan.ts';
import type { Draft, Importer, Problem } from './importer.ts';
import { namedTrackId } from './named-track.ts';

/**
 * The Last.fm-1K data set: one play a line, without a header. A track is known by its MusicBrainz id where it has one,
 * else by artist and title. There is no word on how long a play lasted.
 */
export const lastfm1k: Importer = {
  name: 'lastfm-1k',
  title: 'Last.fm-1K listening log (TSV)',
  version: 1,
  detect(sample) {
    const lines = sample.lines.slice(0, 20);
    const fitting = lines.filter(line => LINE.test(line)).length;
    return fitting > 0 && fitting >= lines.length * 0.8 ? 0.95 : 0;
  },
  plan: () => ({
    relation: 'bronze_fact_listening_events',
    format: tabs(['userid', 'timestamp', 'artid', 'artname', 'traid', 'traname']),
    rules: [
      { to: 'user_id', from: 'userid', kind: 'id', prefix: 'lastfm:' },
      { to: 'played_at', from: 'timestamp', kind: 'time' },
      { to: 'artist_name', from: 'artname', kind: 'text' },
      { to: 'track_mbid', from: 'traid', kind: 'text' },
      { to: 'track_title', from: 'traname', kind: 'text', required: true },
    ],
    computed: ['track_id'],
    finish: identify,
  }),
};

const LINE = /^user_\d{6}\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\t[^\t]*\t[^\t]*\t[^\t]*\t/;

function identify(row: Draft): Problem | undefined {
  const title = row.get('track_title');
  if (title === null) return undefined;
  const mbid = row.get('track_mbid');
  const artist = row.get('artist_name');
  row.set(
    'track_id',
    mbid === null ? namedTrackId(artist === null ? null : String(artist), String(title)) : `mbid:${mbid}`,
  );
  return undefined;
}
