import type { Draft, Importer, Problem } from './importer.ts';

/**
 * What MusicBrainz knows of tracks that were played: one line a track, with its id here, what plays call it, and the
 * recording (and artist) that was found. Names stay as the plays have them, so that an artist does not fall apart into
 * two; a length or a day of release that the plays themselves disprove is left out.
 */
export const musicbrainz: Importer = {
  name: 'musicbrainz',
  title: 'MusicBrainz recordings of played tracks (JSON lines)',
  version: 1,
  detect: sample => (/"recording"\s*:/.test(sample.text) && /"artist-credit"\s*:/.test(sample.text) ? 0.9 : 0),
  plan: () => ({
    relation: 'bronze_dim_songs',
    format: { kind: 'json-lines' },
    rules: [
      { to: 'track_id', from: 'track_id', kind: 'id', required: true },
      { to: 'title', from: 'played.title', kind: 'text' },
      { to: 'artist_name', from: 'played.artist', kind: 'text' },
      { to: 'album_name', from: 'played.album', kind: 'text' },
      { to: 'track_mbid', from: 'recording.id', kind: 'text', required: true },
      { to: 'isrc', from: 'played.isrc', kind: 'text' },
      { to: 'duration_ms', from: 'recording.length', kind: 'integer' },
    ],
    computed: ['genre', 'released_on'],
    ignore: ['played', 'recording', 'artist'],
    finish: complete,
  }),
};

/** A play may go on this long after the end of its track. */
const SLACK_MS = 10_000;

function complete(row: Draft): Problem | undefined {
  if (row.get('title') === null) row.set('title', textOf(row.source('recording.title')));
  if (row.get('artist_name') === null) row.set('artist_name', creditOf(row.source('recording.artist-credit')));
  if (row.get('isrc') === null) row.set('isrc', firstText(row.source('recording.isrcs')));
  const longest = row.source('played.longest_ms');
  const length = row.get('duration_ms');
  if (typeof longest === 'number' && typeof length === 'number' && longest > length + SLACK_MS)
    row.set('duration_ms', null);
  row.set('genre', topGenre(row.source('recording.genres')) ?? topGenre(row.source('artist.genres')));
  row.set('released_on', releaseOf(row));
  return undefined;
}

/** The first release, where its day is known and no play came before it. */
function releaseOf(row: Draft): string | null {
  const day = row.source('recording.first-release-date');
  const firstPlay = row.source('played.first_at');
  if (typeof day !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(day)) return null;
  return typeof firstPlay === 'string' && firstPlay.slice(0, 10) < day ? null : day;
}

/** The genre with the most votes. */
function topGenre(genres: unknown): string | null {
  if (!Array.isArray(genres)) return null;
  let best: { name: string; count: number } | null = null;
  for (const genre of genres as unknown[]) {
    if (typeof genre !== 'object' || genre === null || !('name' in genre)) continue;
    const name = textOf(genre.name);
    const count = 'count' in genre && typeof genre.count === 'number' ? genre.count : 0;
    if (name !== null && (best === null || count > best.count)) best = { name, count };
  }
  return best?.name ?? null;
}

/** "A feat. B", as the recording credits them. */
function creditOf(credit: unknown): string | null {
  if (!Array.isArray(credit)) return null;
  const parts = (credit as unknown[]).map(part =>
    typeof part === 'object' && part !== null && 'name' in part
      ? `${textOf(part.name) ?? ''}${'joinphrase' in part ? (textOf(part.joinphrase) ?? '') : ''}`
      : '',
  );
  return parts.join('') || null;
}

const firstText = (list: unknown): string | null => (Array.isArray(list) ? textOf(list[0]) : null);

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.replaceAll('\0', '').toWellFormed() : null;
