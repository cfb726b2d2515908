import type { EntityId } from '../rpc/base.ts';
import { wordsOf } from './fold.ts';
import type { TrackName } from './track-name.ts';

/** A track as its source describes it. */
export interface ResolvableTrack {
  id: EntityId | bigint;
  title: string;
  artist: string | null;
  album: string | null;
  isrc: string | null;
  mbid: string | null;
  durationMs: number | null;
  /** How much is known about it: the most described track of several stands for all. */
  weight: number;
}

export interface NamedTrack {
  track: ResolvableTrack;
  name: TrackName;
  /** From a catalogue of its own, whose ids tell its tracks apart: no two of them are matched by name. */
  isOwn: boolean;
}

export type MatchReason = 'isrc' | 'mbid' | 'name' | 'spelling' | 'subtitle';

/** Why two tracks are, or may be, one recording. */
export interface Match {
  reason: MatchReason;
  /** 0 … 1; from `MERGE_FROM` on they are taken for one. */
  confidence: number;
  /** In words, for a person who decides. */
  evidence: string;
}

/** Matches of this confidence are merged; those below wait for a person. */
export const MERGE_FROM = 0.9;

/** Two tracks that share a code (ISRC, MusicBrainz id). A live recording never shares one with a studio recording. */
export function compareByCode(a: NamedTrack, b: NamedTrack, code: 'isrc' | 'mbid', value: string): Match | null {
  if (a.name.titleIsLive !== b.name.titleIsLive) return null;
  const title = code === 'isrc' ? 'ISRC' : 'MusicBrainz id';
  const sameTitle = a.name.baseTitle === b.name.baseTitle;
  const sameArtist = a.name.head === b.name.head;
  const sure = code === 'isrc' ? 0.99 : 0.98;
  if (sameTitle && sameArtist) return { reason: code, confidence: sure, evidence: `same ${title} ${value}` };
  if (sameTitle || sameArtist) {
    const other = sameTitle ? 'artists are' : 'titles are';
    return { reason: code, confidence: sure - 0.04, evidence: `same ${title} ${value}; ${other} written differently` };
  }
  return { reason: code, confidence: 0.7, evidence: `same ${title} ${value}, but neither title nor artist agree` };
}

/** Two tracks of the same first artist and version, by their names; null where they can't be the same recording. */
export function compareByName(a: NamedTrack, b: NamedTrack): Match | null {
  const titles = compareTitles(a.name, b.name);
  const artists = compareArtists(a.name, b.name);
  if (titles === null || artists === null || a.name.version !== b.name.version) return null;
  const lengths = compareLengths(a.track, b.track);
  if (lengths.far && titles.reason !== 'name') return null;
  const asides = [...a.name.asides, ...b.name.asides];
  const differ = a.name.asides.join() !== b.name.asides.join();
  const sameAlbum = a.track.album !== null && b.track.album !== null && fold(a.track.album) === fold(b.track.album);
  let confidence = titles.confidence - artists.doubt;
  if (differ) confidence -= a.name.hasUnsafeAside || b.name.hasUnsafeAside ? 0.08 : 0.01;
  if (isGeneric(a) && !sameAlbum) confidence -= 0.2;
  if (lengths.known && !lengths.near && artists.doubt > 0) confidence -= 0.06;
  if (lengths.near || sameAlbum) confidence += titles.reason === 'name' ? 0.02 + artists.doubt / 2 : 0.07;
  if (lengths.far) confidence = Math.min(confidence, 0.6);
  const evidence = [
    ...[titles.words, artists.words],
    ...(differ && asides.length > 0 ? [`“${[...new Set(asides)].join('”, “')}” left aside`] : []),
    ...(lengths.words === '' ? [] : [lengths.words]),
    ...(sameAlbum ? ['same album'] : []),
  ];
  return {
    reason: titles.reason,
    confidence: round(Math.min(confidence, 0.98)),
    evidence: evidence.filter(text => text !== '').join('; '),
  };
}

interface TitlesCompared {
  reason: 'name' | 'spelling' | 'subtitle';
  confidence: number;
  words: string;
}

function compareTitles(a: TrackName, b: TrackName): TitlesCompared | null {
  const contrast = a.sign !== '' && b.sign !== '' && a.sign !== b.sign;
  if (a.title === b.title) return { reason: 'name', confidence: contrast ? 0.85 : 0.96, words: 'same title' };
  if (a.baseTitle === b.baseTitle && (a.title === a.baseTitle || b.title === b.baseTitle))
    return {
      reason: 'subtitle',
      confidence: a.hasPhrase || b.hasPhrase ? 0.91 : 0.85,
      words: 'same title but for a subtitle',
    };
  if (isMisspelled(a.title, b.title))
    return { reason: 'spelling', confidence: 0.9, words: 'titles differ by a letter' };
  return null;
}

function compareArtists(a: TrackName, b: TrackName): { doubt: number; words: string } | null {
  const [few, many] = a.companions.size <= b.companions.size ? [a, b] : [b, a];
  const within = [...few.companions].every(name => many.companions.has(name));
  if (a.artist === b.artist) {
    if (few.companions.size === many.companions.size && within) return { doubt: 0, words: 'same artist' };
    return within
      ? { doubt: 0.02, words: 'same artist, guests named by one only' }
      : { doubt: 0.12, words: 'same artist, different guests' };
  }
  if (a.head !== b.head) return null;
  const one = a.artist === a.head || b.artist === b.head;
  return { doubt: one && within ? 0.05 : 0.15, words: 'same first artist' };
}

interface Lengths {
  known: boolean;
  near: boolean;
  far: boolean;
  words: string;
}

const NEAR_MS = 3000;

function compareLengths(a: ResolvableTrack, b: ResolvableTrack): Lengths {
  if (a.durationMs === null || b.durationMs === null) return { known: false, near: false, far: false, words: '' };
  const apart = Math.abs(a.durationMs - b.durationMs);
  const far = areFarApart(a.durationMs, b.durationMs);
  const words = apart < 500 ? 'same length' : `lengths ${Math.round(apart / 1000)} s apart`;
  return { known: true, near: apart <= NEAR_MS, far, words };
}

/** Lengths that one recording does not have twice. */
export const areFarApart = (a: number, b: number): boolean => Math.abs(a - b) > Math.max(10_000, 0.06 * Math.min(a, b));

/** Titles that many recordings of an artist share. */
function isGeneric({ name }: NamedTrack): boolean {
  return GENERIC.test(name.title) || name.title === name.artist;
}

const GENERIC =
  /^(?:intro|outro|interlude|prelude|untitled|unknown|skit|bonus|hiddentrack|silence|(?:track|トラック)\d*)\d*$/;

/** One letter added, left out, changed or swapped, in a title long enough that this is a slip and not another name. */
export function isMisspelled(a: string, b: string): boolean {
  if (Math.min(a.length, b.length) < 8 || Math.abs(a.length - b.length) > 1) return false;
  if (!LETTERS.test(a) || !LETTERS.test(b)) return false;
  let from = 0;
  while (from < a.length && a[from] === b[from]) from += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - from && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [inA, inB] = [a.slice(from, a.length - end), b.slice(from, b.length - end)];
  const isNumeral = from >= a.length - 3 && /^[ivx]+$/.test(inA + inB); // Part II and Part III
  if (inA.length <= 1 && inB.length <= 1) return !isNumeral;
  return inA.length === 2 && inB.length === 2 && inA[0] === inB[1] && inA[1] === inB[0];
}

const LETTERS = /^[a-z]+$/;

const fold = (text: string): string => wordsOf(text).join(' ');
const round = (value: number): number => Math.round(value * 1000) / 1000;
