import { wordsOf } from './fold.ts';

/**
 * What a bracket or a " - …" at the end of a title says: who is a guest, which part of a work it is, that it is another
 * version (a live recording, a remix), that it is the same recording once more (a remaster), or a part of the name.
 */
export type Mark =
  | { kind: 'guests'; names: string }
  | { kind: 'part'; words: string[] }
  | { kind: 'version'; words: string[]; isLive: boolean }
  | { kind: 'aside'; isSafe: boolean }
  | { kind: 'subtitle'; isPhrase: boolean };

/** Reads the text of one bracket or suffix. */
export function readMark(text: string): Mark {
  const guests = GUESTS.exec(text);
  if (guests !== null) return { kind: 'guests', names: guests[1] ?? '' };
  const words = wordsOf(text);
  if (PARTS.has(words[0] ?? '') && words.length > 1) return { kind: 'part', words: numbered(words) };
  if (words.join(' ') === 'album mix') return { kind: 'aside', isSafe: true };
  if (words.join(' ') === 'version') return { kind: 'version', words, isLive: false };
  if (/^(the )?original (mix|version|recordin)$/.test(words.join(' ')))
    return { kind: 'aside', isSafe: !words.includes('version') }; // of a song that was recorded again, the first one
  if (words.some(word => VERSION_WORDS.has(word)) || /\btv size\b|\b8d\b|\bre ?record/.test(words.join(' ')))
    return version(words);
  if (words.every(word => ASIDE_WORDS.has(word) || YEAR.test(word)) && words.some(word => !YEAR.test(word)))
    return { kind: 'aside', isSafe: !words.includes('single') && !words.includes('clean') };
  if (FROM.test(words.join(' '))) return { kind: 'aside', isSafe: true };
  return words.includes('version') || words.includes('edition')
    ? version(words)
    : { kind: 'subtitle', isPhrase: words.length > 1 && words.some(word => PHRASE_WORDS.has(word)) };
}

/** "part ii" and "pt. two" as "part 2", "parts i-v" as "part 1 5"; other words as they are. */
export function numbered(words: readonly string[]): string[] {
  let counting = false;
  return words.map((word, i) => {
    const begins = PARTS.has(word) && i + 1 < words.length;
    counting = begins || (counting && NUMERALS.test(word));
    if (begins) return /^(pt|pts|parts)$/.test(word) ? 'part' : word;
    return counting ? (NUMBERS.get(word) ?? word) : word;
  });
}

function version(words: string[]): Mark {
  const telling = words.filter(word => !FILLERS.has(word) && !/^remaster/.test(word));
  return { kind: 'version', words: [...new Set(telling)].sort(), isLive: words.some(word => LIVE_WORDS.has(word)) };
}

const set = (words: string): Set<string> => new Set(words.split(' '));

const GUESTS = /^(?:feat(?:uring)?\b\.?|ft\b\.?|f\/|with\b|w[/-]|duet with\b|avec\b|con\b)\s*(.+)$/iu;
const FROM = /^(?:from|theme from|taken from|music from|ost|original soundtrack)\b/;
/** A year, or the number of an anniversary. */
const YEAR = /^(?:(?:19|20)\d\d|\d+(?:st|nd|rd|th))$/;
const PARTS = set('pt pts part parts vol volume chapter section movement act');
const LIVE_WORDS = set('live unplugged concert vivo directo session sessions alive ライブ');
const VERSION_WORDS = new Set([
  ...LIVE_WORDS,
  ...set(
    'acoustic akustik acustico acustica acoustique demo remix rmx rework reworked remake rerub revision mix mixed dub vip bootleg mashup',
  ),
  ...set(
    'reedit refix flip edit edited extended club instrumental karaoke acapella cappella cover tribute alternate alternative',
  ),
  ...set(
    'alt take outtake rehearsal reprise stripped orchestral symphonic piano slowed sped nightcore reverb rerecorded taylors',
  ),
  ...set('reloaded revisited redux vocal intro outro interlude'),
]);
/** Words of marks that leave the recording what it is. */
const ASIDE_WORDS = set(
  'remaster remastered remasterin remasterizado remasterisee digital digitally stereo mono album lp single version original ' +
    'recordin deluxe expanded anniversary edition bonus track explicit clean official video audio lyric lyrics music hd hq 4k ' +
    'visualizer visualiser the and',
);
/** Words of sentences: a subtitle with one of them is a part of the name, and hardly the name of a version. */
const PHRASE_WORDS = set('the to my me you i in of a it for this we your that is be so by');
const FILLERS = set('version the a an at in from on of album lp single original recordin explicit bonus track en ao');
const NUMERALS = /^(?:\d+|[ivx]+|one|two|three|four|five|six|seven|eight|nine|ten|and)$/;
const NUMBERS = new Map(
  [
    ...['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'].map((word, i) => [word, i + 1]),
    ...['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii'].map((word, i) => [word, i + 1]),
  ].map(([word, number]) => [String(word), String(number)]),
);
