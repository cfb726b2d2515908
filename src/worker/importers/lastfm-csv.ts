import { commas } from './delimited-plan.ts';
import type { Draft, Importer, PlanOptions, Problem, Sample } from './importer.ts';
import { namedTrackId } from './named-track.ts';
import { headerOf, splitLine } from './sample.ts';

/**
 * Scrobbles as lastfm-to-csv writes them: artist, album, track and date, without a header, to the minute. The file's name
 * is the listener's. The track that is playing now has no date and goes to quarantine.
 */
export const lastfmToCsv: Importer = {
  name: 'lastfm-to-csv',
  title: 'Last.fm scrobbles by lastfm-to-csv (no header)',
  version: 1,
  detect(sample) {
    const lines = sample.lines.slice(0, 20).map(line => splitLine(line, ','));
    const fitting = lines.filter(fields => fields.length === 4 && DATE.test(fields[3] ?? '')).length;
    return fitting > 0 && fitting >= lines.length * 0.7 ? 0.9 : 0;
  },
  plan: (sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { ...commas(), columns: ['artist', 'album', 'track', 'date'] },
    rules: [
      { to: 'artist_name', from: 'artist', kind: 'text' },
      { to: 'album_name', from: 'album', kind: 'text' },
      { to: 'track_title', from: 'track', kind: 'text', required: true },
      { to: 'played_at', from: 'date', kind: 'time' },
    ],
    computed: ['user_id', 'track_id'],
    user: userOf(sample, options),
    finish: identify(userOf(sample, options)),
  }),
};

const DATE = /^\d{1,2} [A-Z][a-z]{2} \d{4},? \d{1,2}:\d{2}$/;

/** Scrobbles with a header: `recenttracks-USER-TIME.csv` with uts, artist, album, track and their MusicBrainz ids. */
export const lastfmExport: Importer = {
  name: 'lastfm-export',
  title: 'Last.fm scrobbles with a header (recenttracks-*.csv)',
  version: 1,
  detect: sample =>
    ['uts', 'artist', 'album', 'track'].every(name => headerOf(sample, ',').includes(name)) ? 0.95 : 0,
  plan: (sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: commas(),
    rules: [
      { to: 'played_at', from: 'uts', kind: 'time' },
      { to: 'artist_name', from: 'artist', kind: 'text' },
      { to: 'album_name', from: 'album', kind: 'text' },
      { to: 'track_title', from: 'track', kind: 'text', required: true },
      { to: 'track_mbid', from: 'track_mbid', kind: 'text' },
    ],
    computed: ['user_id', 'track_id'],
    ignore: ['utc_time'],
    user: userOf(sample, options),
    finish: identify(userOf(sample, options)),
  }),
};

/** Both exports name tracks the same way, so that a play in both has one id: the MusicBrainz id is there in only one. */
const identify =
  (user: string) =>
  (row: Draft): Problem | undefined => {
    if (row.get('played_at') === null)
      return { reason: 'now_playing', column: 'played_at', message: 'the play has no time' };
    row.set('user_id', user);
    const artist = row.get('artist_name');
    const title = row.get('track_title');
    if (title !== null) row.set('track_id', namedTrackId(artist === null ? null : String(artist), String(title)));
    return undefined;
  };

function userOf(sample: Sample, options: PlanOptions): string {
  if (options.user !== undefined) return options.user;
  const stem = sample.fileName.replace(/\.csv$/i, '');
  return `lastfm:${/^recenttracks-(.+)-\d+$/.exec(stem)?.[1] ?? stem}`;
}
