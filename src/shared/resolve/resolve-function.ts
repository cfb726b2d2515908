import type { ResolvableTrack } from './compare-tracks.ts';
import { resolveTracks, type Decision, type ResolvedMatch } from './resolve-tracks.ts';

/** A value as SQLite hands it to a function. */
export type SqlArgument = string | number | bigint | null | Uint8Array;

interface Gathered {
  tracks: ResolvableTrack[];
  decisions: Decision[];
}

/**
 * The aggregate SQL function `resolve_tracks(track_id, title, artist_name, album_name, isrc, track_mbid, duration_ms,
 * weight, other_track_id, decision)`. A row with a title is a track; one with a decision is what a person said about two.
 * Answers a JSON array of [track_id, other_track_id, canonical_track_id, status, confidence, reason, evidence]. Its result
 * hangs on nothing but its rows, whatever their order.
 */
export const RESOLVE_TRACKS = {
  name: 'resolve_tracks',
  start: (): Gathered => ({ tracks: [], decisions: [] }),
  step(gathered: Gathered, ...args: SqlArgument[]): Gathered {
    const [id, title, artist, album, isrc, mbid, durationMs, weight, other, decision] = args;
    if (!isId(id)) return gathered;
    if (isId(other) && (decision === 'same' || decision === 'different'))
      gathered.decisions.push({ a: id, b: other, decision });
    else if (typeof title === 'string')
      gathered.tracks.push({
        ...{ id, title, artist: text(artist), album: text(album), isrc: text(isrc), mbid: text(mbid) },
        ...{ durationMs: number(durationMs), weight: number(weight) ?? 0 },
      });
    return gathered;
  },
  result: ({ tracks, decisions }: Gathered): string => `[${resolveTracks(tracks, decisions).map(asJson).join(',')}]`,
};

function asJson(match: ResolvedMatch): string {
  const ids = [match.trackId, match.otherTrackId, match.canonicalTrackId].map(idAsJson);
  const rest = [match.status, match.confidence, match.reason, match.evidence].map(value => JSON.stringify(value));
  return `[${[...ids, ...rest].join(',')}]`;
}

/** Integers beyond 2^53 keep all their digits. */
const idAsJson = (id: ResolvedMatch['canonicalTrackId']): string =>
  typeof id === 'bigint' ? String(id) : JSON.stringify(id);

const isId = (value: SqlArgument | undefined): value is string | number | bigint =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
const text = (value: SqlArgument | undefined): string | null => (typeof value === 'string' ? value : null);
const number = (value: SqlArgument | undefined): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null;
