import { formatTime, momentOf } from './cells/parse-time.ts';
import type { Draft, Importer, Plan, PlanOptions, Problem, Sample } from './importer.ts';
import { namedTrackId } from './named-track.ts';

/**
 * Spotify's extended streaming history: `Streaming_History_Audio_*.json`, older `endsong_*.json`. `ts` is when a stream
 * ended, so a play begins `ms_played` before it. Podcasts, audiobooks and videos are no plays of tracks. Network
 * addresses and user agents are not taken over.
 */
export const spotifyExtended: Importer = {
  name: 'spotify-extended',
  title: 'Spotify extended streaming history (JSON)',
  version: 1,
  detect: sample =>
    firstKeys(sample, ['ts', 'ms_played']) && /"(?:spotify_track_uri|master_metadata_track_name)"/.test(sample.text)
      ? 0.95
      : 0,
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-array' },
    rules: [
      { to: 'track_id', from: 'spotify_track_uri', kind: 'id' },
      { to: 'played_at', from: 'ts', kind: 'time', required: true },
      { to: 'ms_played', from: 'ms_played', kind: 'integer', required: true },
      { to: 'skipped', from: 'skipped', kind: 'flag' },
      { to: 'track_title', from: 'master_metadata_track_name', kind: 'text' },
      { to: 'artist_name', from: 'master_metadata_album_artist_name', kind: 'text' },
      { to: 'album_name', from: 'master_metadata_album_album_name', kind: 'text' },
      ...userRule(options, 'username'),
    ],
    computed: ['user_id'],
    ignore: ['ip_addr', 'ip_addr_decrypted', 'user_agent_decrypted'],
    finish: finishExtended(options.user),
  }),
};

/** Spotify's account data: `StreamingHistory_music_*.json`, older `StreamingHistory*.json`, to the minute and by names. */
export const spotifyAccount: Importer = {
  name: 'spotify-account',
  title: 'Spotify account data (StreamingHistory_music_*.json)',
  version: 1,
  detect: sample => (firstKeys(sample, ['endTime', 'artistName', 'trackName', 'msPlayed']) ? 0.95 : 0),
  plan: (_sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: { kind: 'json-array' },
    rules: [
      { to: 'played_at', from: 'endTime', kind: 'time', required: true },
      { to: 'ms_played', from: 'msPlayed', kind: 'integer', required: true },
      { to: 'track_title', from: 'trackName', kind: 'text', required: true },
      { to: 'artist_name', from: 'artistName', kind: 'text' },
    ],
    computed: ['user_id', 'track_id'],
    finish: finishAccount(options.user ?? NOBODY),
  }),
};

/**
 * A play ended somewhere within the minute that is given. It is placed as early as that allows, but not before the end of
 * the play before it, where the minute allows that: plays in a row do not overlap then.
 */
function finishAccount(user: string): (row: Draft) => Problem | undefined {
  let busyUntil = 0;
  return row => {
    row.set('user_id', user);
    const title = row.get('track_title');
    if (title !== null) row.set('track_id', namedTrackId(textOf(row, 'artist_name'), String(title)));
    const end = row.get('played_at');
    const ms = row.get('ms_played');
    if (typeof end !== 'string' || typeof ms !== 'number') return undefined;
    const earliest = momentOf(end) - Math.max(0, ms);
    const begin = busyUntil > earliest && busyUntil < earliest + 60_000 ? busyUntil : earliest;
    busyUntil = begin + Math.max(0, ms);
    return setBegin(row, begin, ms);
  };
}

/** Where an export does not say whose it is. */
const NOBODY = 'spotify:me';

const userRule = (options: PlanOptions, from: string): Plan['rules'] =>
  options.user === undefined ? [{ to: 'user_id', from, kind: 'id', prefix: 'spotify:' }] : [];

const finishExtended =
  (user: string | undefined) =>
  (row: Draft): Problem | undefined => {
    if (user !== undefined) row.set('user_id', user);
    else if (row.get('user_id') === null) row.set('user_id', NOBODY);
    if (row.get('track_id') === null) {
      const title = row.get('track_title');
      if (title === null) return notMusic(row);
      row.set('track_id', namedTrackId(textOf(row, 'artist_name'), String(title)));
    }
    return beginInsteadOfEnd(row);
  };

function notMusic(row: Draft): Problem {
  const spoken = row.source('episode_name') ?? row.source('spotify_episode_uri') ?? row.source('audiobook_title');
  return spoken === null
    ? { reason: 'no_track', message: 'the stream names no track' }
    : { reason: 'not_music', message: `a podcast or audiobook: ${String(spoken).slice(0, 80)}` };
}

/** Puts `played_at` back by the length of the play. */
function beginInsteadOfEnd(row: Draft): Problem | undefined {
  const end = row.get('played_at');
  const ms = row.get('ms_played');
  if (typeof end !== 'string' || typeof ms !== 'number') return undefined;
  return setBegin(row, momentOf(end) - Math.max(0, ms), ms);
}

function setBegin(row: Draft, begin: number, ms: number): Problem | undefined {
  const playedAt = formatTime(begin);
  if (playedAt === undefined) {
    const message = `the play would have begun before all time: ${ms} ms`;
    return { reason: 'impossible', column: 'ms_played', message };
  }
  row.set('played_at', playedAt);
  return undefined;
}

const textOf = (row: Draft, column: string): string | null => {
  const value = row.get(column);
  return value === null ? null : String(value);
};

/** Whether the sample is an array whose first object has these keys. */
export function firstKeys(sample: Sample, keys: readonly string[]): boolean {
  const first = /^\s*\[\s*(\{[^]{0,6000})/.exec(sample.text)?.[1];
  return first !== undefined && keys.every(key => first.includes(`"${key}"`));
}
