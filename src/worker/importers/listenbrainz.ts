import { parseJson } from './cells/parse-json.ts';
import type { Draft, Importer, Plan, PlanOptions, Problem, Sample } from './importer.ts';
import { namedTrackId } from './named-track.ts';

/**
 * ListenBrainz listens: the JSON lines of its export (`listens/YYYY/M.jsonl`), or the older file with one array. A track
 * is known by its recording's MSID, which stays the same from export to export; the MBID that ListenBrainz mapped it to,
 * which may come later, is in `track_mbid`.
 */
export const listenbrainz: Importer = {
  name: 'listenbrainz',
  title: 'ListenBrainz listens (JSON lines or JSON)',
  version: 1,
  detect: sample => (/"listened_at"\s*:/.test(sample.text) && /"track_metadata"\s*:/.test(sample.text) ? 0.95 : 0),
  plan: (sample, options = {}) => ({
    relation: 'bronze_fact_listening_events',
    format: sample.text.trimStart().startsWith('[') ? { kind: 'json-array' } : { kind: 'json-lines' },
    rules: [
      { to: 'played_at', from: 'listened_at', kind: 'time', required: true },
      { to: 'track_title', from: 'track_metadata.track_name', kind: 'text', required: true },
      { to: 'artist_name', from: 'track_metadata.artist_name', kind: 'text' },
      { to: 'album_name', from: 'track_metadata.release_name', kind: 'text' },
      { to: 'track_mbid', from: 'track_metadata.mbid_mapping.recording_mbid', kind: 'text' },
      { to: 'isrc', from: 'track_metadata.additional_info.isrc', kind: 'text' },
    ],
    computed: ['user_id', 'track_id'],
    ignore: ['inserted_at', 'track_metadata.recording_msid', 'recording_msid', 'user_name'],
    user: userOf(sample, options),
    finish: identify(userOf(sample, options)),
  }),
};

/** ListenBrainz feedback: `feedback.jsonl` with a score of 1 (love) or -1 (hate). */
export const listenbrainzFeedback: Importer = {
  name: 'listenbrainz-feedback',
  title: 'ListenBrainz feedback (feedback.jsonl)',
  version: 1,
  detect: sample =>
    /"score"\s*:/.test(sample.text) && /"recording_msid"\s*:/.test(sample.text) && /"created"\s*:/.test(sample.text)
      ? 0.95
      : 0,
  plan: (sample, options = {}): Plan => ({
    relation: 'bronze_feedback_events',
    format: { kind: 'json-lines' },
    rules: [{ to: 'given_at', from: 'created', kind: 'time', required: true }],
    computed: ['user_id', 'track_id', 'feedback'],
    ignore: ['score', 'recording_msid', 'recording_mbid', 'user_id'],
    user: userOf(sample, options),
    finish(row) {
      const verdict = VERDICTS.get(row.source('score'));
      if (verdict === undefined)
        return {
          reason: 'no_verdict',
          column: 'feedback',
          message: `score ${String(row.source('score'))} is no verdict`,
        };
      row.set('feedback', verdict);
      row.set('user_id', userOf(sample, options));
      row.set(
        'track_id',
        uuid('msid', row.source('recording_msid')) ?? uuid('mbid', row.source('recording_mbid')) ?? null,
      );
      return undefined;
    },
  }),
};

const VERDICTS = new Map<unknown, string>([
  [1, 'like'],
  [-1, 'dislike'],
]);

const identify =
  (user: string) =>
  (row: Draft): Problem | undefined => {
    row.set('user_id', user);
    const msid = row.source('track_metadata.recording_msid') ?? row.source('recording_msid');
    const title = row.get('track_title');
    const artist = row.get('artist_name');
    if (row.get('track_mbid') === null) {
      const submitted = row.source('track_metadata.additional_info.recording_mbid');
      if (typeof submitted === 'string' && UUID.test(submitted)) row.set('track_mbid', submitted);
    }
    if (title === null) return undefined;
    row.set('track_id', uuid('msid', msid) ?? namedTrackId(artist === null ? null : String(artist), String(title)));
    return undefined;
  };

const uuid = (namespace: string, value: unknown): string | undefined =>
  typeof value === 'string' && UUID.test(value) ? `${namespace}:${value.toLowerCase()}` : undefined;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The option, else user.json of the export, else the older file's name, else the listens themselves. */
function userOf(sample: Sample, options: PlanOptions): string {
  if (options.user !== undefined) return options.user;
  const name = nameInJson(sample.beside('user.json')) ?? /^(.+)_lb-\d{4}-\d\d-\d\d\.json$/.exec(sample.fileName)?.[1];
  return `listenbrainz:${name ?? /"user_name"\s*:\s*"([^"\\]+)"/.exec(sample.text)?.[1] ?? 'me'}`;
}

function nameInJson(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const user = parseJson(text);
    const named = typeof user === 'object' && user !== null && 'username' in user ? user.username : undefined;
    return typeof named === 'string' && named !== '' ? named.replaceAll('\0', '').toWellFormed() : undefined;
  } catch {
    return undefined;
  }
}
