import type { Draft, Importer, PlanOptions, Problem } from './importer.ts';
import { namedTrackId } from './named-track.ts';

/**
 * Scrobbles as Last.fm's user.getRecentTracks gives them, one object of `recenttracks.track` a line. Tracks are known by
 * artist and title, as in the exports of Last.fm, so that a play in both has one id.
 */
export const lastfmApi: Importer = {
  name: 'lastfm-api',
  title: 'Last.fm scrobbles as its API gives them (JSON lines)',
  version: 1,
  detect: sample => (/"uts"\s*:/.test(sample.text) && /"#text"\s*:/.test(sample.text) ? 0.9 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'played_at', from: 'date.uts', kind: 'time' },
      { to: 'artist_name', from: 'artist.#text', kind: 'text' },
      { to: 'album_name', from: 'album.#text', kind: 'text' },
      { to: 'track_title', from: 'name', kind: 'text', required: true },
      { to: 'track_mbid', from: 'mbid', kind: 'text' },
    ],
    computed: ['user_id', 'track_id'],
    ignore: ['date.#text', 'image', 'streamable', 'url'],
    user: userOf(options),
    finish: identify(userOf(options)),
  }),
};

const userOf = ({ user = 'lastfm:me' }: PlanOptions): string => user;

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
