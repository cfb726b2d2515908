import { compareByCode, compareByName, type Match, type NamedTrack, type ResolvableTrack } from './compare-tracks.ts';
import { parseTrackName, rememberingArtists } from './track-name.ts';

/** Two tracks, by their places in the list, that are or may be the same recording. */
export interface Pair extends Match {
  a: number;
  b: number;
}

/** A catalogue's own ids have no namespace: "42", unlike "spotify:track:…". */
const isOwnId = (id: ResolvableTrack['id']): boolean => typeof id !== 'string' || !id.includes(':');

export function withNames(tracks: readonly ResolvableTrack[]): NamedTrack[] {
  const artists = rememberingArtists();
  return tracks.map(track => ({
    track,
    name: parseTrackName(track.title, track.artist, track.album, artists),
    isOwn: isOwnId(track.id),
  }));
}

/** All pairs worth a look, by code and by name. Groups of tracks that share a key are compared with their first 40 only. */
export function findMatches(tracks: readonly NamedTrack[]): Pair[] {
  const found = new Map<number, Pair>();
  const add = (a: number, b: number, match: Match | null): void => {
    if (match === null || a === b) return;
    const key = Math.min(a, b) * tracks.length + Math.max(a, b);
    const known = found.get(key);
    if (known === undefined || known.confidence < match.confidence) found.set(key, { ...match, a, b });
  };
  for (const [code, form] of CODES) {
    forEachPair(
      groups(tracks, track => codeOf(track, code, form)),
      (a, b, key) => add(a, b, compareByCode(at(tracks, a), at(tracks, b), code, key)),
    );
  }
  const byName = (a: number, b: number): void => {
    if (!(at(tracks, a).isOwn && at(tracks, b).isOwn)) add(a, b, compareByName(at(tracks, a), at(tracks, b)));
  };
  const keys = [
    ({ name }: NamedTrack) => `${name.head}|${name.title}|${name.version}`,
    ({ name }: NamedTrack) => `${name.head}|${name.baseTitle}|${name.version}`,
  ];
  for (const key of keys) {
    forEachPair(
      groups(tracks, track => (isNobody(track) ? null : key(track))),
      byName,
    );
  }
  for (const [, members] of groups(tracks, track => (isNobody(track) ? null : track.name.head)))
    if (members.length <= MOST_OF_AN_ARTIST) neighbours(tracks, members, byName);
  return [...found.values()];
}

const CODES = [
  ['isrc', /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/],
  ['mbid', /^[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}$/],
] as const;
const COMPARED_WITH = 40;
const MOST_OF_AN_ARTIST = 2000;

/** A code in its one form, or null where it is none. */
function codeOf({ track }: NamedTrack, code: 'isrc' | 'mbid', form: RegExp): string | null {
  const given = track[code];
  if (given === null) return null;
  const value = code === 'isrc' ? given.replace(/[\s-]/g, '').toUpperCase() : given.toUpperCase();
  return form.test(value) ? (code === 'isrc' ? value : value.toLowerCase()) : null;
}

const NOBODY = new Set(['', 'unknown', 'unknownartist', 'various', 'variousartists', 'soundtrack', 'na']);
const isNobody = ({ name }: NamedTrack): boolean => NOBODY.has(name.artist) || name.baseTitle === '';

/** Places of the tracks that share a key, where more than one does. */
function groups(tracks: readonly NamedTrack[], keyOf: (track: NamedTrack) => string | null): [string, number[]][] {
  const byKey = new Map<string, number[]>();
  tracks.forEach((track, place) => {
    const key = keyOf(track);
    if (key === null) return;
    const members = byKey.get(key);
    if (members === undefined) byKey.set(key, [place]);
    else members.push(place);
  });
  return [...byKey].filter(([, members]) => members.length > 1);
}

function forEachPair(all: readonly [string, number[]][], look: (a: number, b: number, key: string) => void): void {
  for (const [key, members] of all) {
    const first = members.slice(0, COMPARED_WITH);
    members.forEach((b, i) => first.slice(0, i).forEach(a => look(a, b, key)));
  }
}

/** Titles of one artist that differ by a letter share their first half or their second. */
function neighbours(
  tracks: readonly NamedTrack[],
  members: readonly number[],
  look: (a: number, b: number) => void,
): void {
  const halves = new Map<string, number[]>();
  for (const place of members) {
    const { title, version } = at(tracks, place).name;
    if (title.length < 8) continue;
    for (const key of [`${version}|<${title.slice(0, 4)}`, `${version}|>${title.slice(-4)}`]) {
      const near = halves.get(key);
      if (near === undefined) halves.set(key, [place]);
      else near.push(place);
    }
  }
  for (const near of halves.values()) {
    for (const [i, b] of near.entries()) {
      const long = at(tracks, b).name.title;
      for (const a of near.slice(Math.max(0, i - COMPARED_WITH), i)) {
        const other = at(tracks, a).name.title;
        if (other !== long && Math.abs(other.length - long.length) <= 1) look(a, b);
      }
    }
  }
}

function at<T>(list: readonly T[], place: number): T {
  const found = list[place];
  if (found === undefined) throw new Error(`there is no track ${place}`);
  return found;
}
