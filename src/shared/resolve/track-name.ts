import { keyOf, wordsOf } from './fold.ts';
import { numbered, readMark } from './title-marks.ts';

/** What a source's artist and title say about a track, taken apart so that two spellings of it compare. */
export interface TrackName {
  /** The whole name of the first artist, as a key: "bobmarleyandthewailers". Empty where nobody is named. */
  artist: string;
  /** Its first part, as a key: "bobmarley". */
  head: string;
  /** Everybody else who is named, in artist or title, as keys. */
  companions: ReadonlySet<string>;
  /** The title with its subtitles, as a key. */
  title: string;
  /** The title without subtitles in brackets. */
  baseTitle: string;
  /** The mark that its name ends with: "Lost!" is not "Lost?". */
  sign: '!' | '?' | '';
  /** Whether the subtitles are phrases, like "(Forget About Me)". */
  hasPhrase: boolean;
  /** Which version it is, as words: "karizma remix", "live wembley"; empty for the plain recording. */
  version: string;
  isLive: boolean;
  /** Whether the title says so itself: what an album says may hold for some of its tracks only. */
  titleIsLive: boolean;
  /** Marks that were left aside: "Remastered 2009". */
  asides: readonly string[];
  /** Whether one of them may hide another cut: "Single Version". */
  hasUnsafeAside: boolean;
}

/** Takes a track's name apart. The album tells a live recording whose title keeps silent about it. */
export function parseTrackName(
  title: string,
  artist: string | null,
  album: string | null,
  artists: (name: string) => ParsedArtist = parseArtist,
): TrackName {
  const who = artists(artist ?? '');
  const what = parseTitle(withoutArtist(title, who.artist));
  const companions = new Set([...who.companions, ...what.guests]);
  companions.delete(who.artist);
  companions.delete(who.head);
  const isLive = what.isLive || (album !== null && LIVE_ALBUM.test(album));
  const version = what.version === '' && isLive ? 'live' : what.version;
  return { ...what, ...who, companions, isLive, titleIsLive: what.isLive, version };
}

/** The artists of a track, as keys. */
export type ParsedArtist = Readonly<{ artist: string; head: string; companions: readonly string[] }>;

/** A reader of artists that remembers each: a catalogue has many tracks of one. */
export function rememberingArtists(): (name: string) => ParsedArtist {
  const known = new Map<string, ParsedArtist>();
  return name => {
    const parsed = known.get(name) ?? parseArtist(name);
    known.set(name, parsed);
    return parsed;
  };
}

function parseArtist(name: string): ParsedArtist {
  const plain = name
    .replace(/ - Topic$/, '')
    .replace(/VEVO$/, '')
    .trim();
  if (plain === '') return { artist: '', head: '', companions: [] };
  const [main = '', ...guests] = plain.split(/\s*;\s*|\s+(?:feat(?:uring)?|ft|vs|w)\b[./]*\s+/iu);
  const [head = '', ...others] = main.split(/\s*,\s*(?!the\b)|\s+(?:&|and|x|with|und|y|et)\s+|\s*\/\s*/iu);
  return {
    artist: artistKey(main),
    head: artistKey(head),
    companions: [...others, ...guests.flatMap(splitNames)].map(artistKey),
  };
}

const splitNames = (names: string): string[] => names.split(/\s*[,;/]\s*|\s+(?:&|and|x)\s+/iu);

/** "Beatles, The" is The Beatles. */
const artistKey = (name: string): string => keyOf(wordsOf(name.replace(/^(.*),\s*the$/iu, 'The $1')));

interface ParsedTitle {
  title: string;
  baseTitle: string;
  sign: TrackName['sign'];
  hasPhrase: boolean;
  version: string;
  isLive: boolean;
  guests: string[];
  asides: string[];
  hasUnsafeAside: boolean;
}

function parseTitle(given: string): ParsedTitle {
  const { name, marks } = takeApart(given);
  const parsed: ParsedTitle = {
    ...{ title: '', baseTitle: '', sign: signOf(name), hasPhrase: false, version: '', isLive: false },
    ...{ guests: [], asides: [], hasUnsafeAside: false },
  };
  const words = numbered(wordsOf(name));
  const subtitles: string[] = [];
  const versions: string[] = [];
  for (const text of marks) {
    const mark = readMark(text);
    if (mark.kind === 'guests') parsed.guests.push(...splitNames(mark.names).map(artistKey));
    else if (mark.kind === 'part') words.push(...mark.words);
    else if (mark.kind === 'version') versions.push(...mark.words);
    else if (mark.kind === 'aside') parsed.asides.push(text.trim());
    else if (keyOf(wordsOf(text)) === keyOf(words))
      continue; // the name once more
    else subtitles.push(...wordsOf(text));
    if (mark.kind === 'subtitle') parsed.hasPhrase ||= mark.isPhrase;
    if (mark.kind === 'version') parsed.isLive ||= mark.isLive;
    if (mark.kind === 'aside') parsed.hasUnsafeAside ||= !mark.isSafe;
  }
  parsed.baseTitle = keyOf(words);
  parsed.title = keyOf([...words, ...subtitles]);
  parsed.version = [...new Set(versions)].sort().join(' ');
  return parsed;
}

function signOf(name: string): TrackName['sign'] {
  const last = name.trimEnd().at(-1);
  return last === '!' || last === '?' ? last : '';
}

/** A title's name, and the texts of the brackets and suffixes behind it. A bracket that the title begins with is part of it. */
function takeApart(title: string): { name: string; marks: string[] } {
  const marks: string[] = [];
  let rest = title.replace(/([([{]){2,}/g, '$1').replace(/([)\]}]){2,}/g, '$1');
  rest = rest.replace(BRACKET, (bracket: string, text: string, at: number) => {
    if (at === 0 || text.trim() === '') return bracket;
    marks.push(text);
    return ' ';
  });
  const [first = '', ...suffixes] = rest.trim().replace(TRACK_NUMBER, '').split(DASH);
  let name = first;
  for (const suffix of suffixes) {
    if (readMark(suffix).kind === 'subtitle') name += ` ${suffix}`;
    else marks.push(suffix);
  }
  const guests = /^(.+?)\s+(?:feat(?:uring)?|ft)\b\.?\s+(.+)$/iu.exec(name);
  if (guests === null) return { name, marks };
  return { name: guests[1] ?? name, marks: [...marks, `feat. ${guests[2] ?? ''}`] };
}

/** Video titles often carry the artist: "Artist - Title", "Title - Artist". */
function withoutArtist(title: string, artist: string): string {
  if (artist === '' || !DASH.test(title)) return title;
  const parts = title.split(DASH);
  const isArtist = (part: string | undefined): boolean => part !== undefined && artistKey(part) === artist;
  if (isArtist(parts[0])) return parts.slice(1).join(' - ');
  return isArtist(parts.at(-1)) ? parts.slice(0, -1).join(' - ') : title;
}

/** "01 - Hey You", as files are named. */
const TRACK_NUMBER = /^\d{2}\s+-\s+/;
const DASH = /\s+[-–—]\s+/u;
const BRACKET = /[([{]([^()[\]{}]*)[)\]}]/g;
const LIVE_ALBUM = /\blive (?:at|in|from|on)\b|\bunplugged\b|[([]live[)\]]|- live$/iu;
