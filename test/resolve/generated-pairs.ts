import type { ResolvableTrack } from '../../src/shared/resolve/compare-tracks.ts';
import { mulberry32 } from '../lakehouse/support/fill.ts';
import type { LabelledPair } from './judge.ts';

const NOUNS =
  'river stone mirror garden engine winter signal harbour paper lantern canyon orchid thunder meadow ribbon planet'.split(
    ' ',
  );
const ADJECTIVES =
  'silver broken quiet electric golden hollow distant crooked burning velvet frozen naïve señor über fading little'.split(
    ' ',
  );
const BANDS = 'machines brothers wolves parade orchestra strangers motel club'.split(' ');
const FIRST = 'Björk Zoë Renée Søren André Anna Tom Nina José Chloë Marek Aya'.split(' ');
const LAST = 'Quinn Müller Álvarez Novák Petit Larsson Okafor Tanaka'.split(' ');

/**
 * Tracks of one source, and beside each of them how other sources write it (the same recording) or a neighbour that must
 * not be merged with it: a live take, a remix, another part, another title, another artist's song. Same seed, same pairs.
 */
export function generatedPairs(count: number, seed: number): { tracks: ResolvableTrack[]; pairs: LabelledPair[] } {
  const random = mulberry32(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const title = (text: string): string => text.replace(/(^|\s)\S/g, letter => letter.toUpperCase());
  const tracks: ResolvableTrack[] = [];
  const pairs: LabelledPair[] = [];
  const add = (source: string, artist: string, name: string, durationMs: number | null): string => {
    const id = `${source}:${tracks.length}`;
    tracks.push({ ...{ id, artist, title: name, durationMs, album: null, isrc: null, mbid: null, weight: 0 } });
    return id;
  };
  for (let n = 0; n < count; n += 1) {
    const artist =
      random() < 0.5
        ? `${pick(FIRST)} ${pick(LAST)} ${n}`
        : `The ${title(pick(ADJECTIVES))} ${title(pick(BANDS))} & ${pick(FIRST)} ${n}`;
    const name = title(`${pick(ADJECTIVES)} ${pick(NOUNS)} ${pick(['of', 'and', "burnin'", 'in the'])} ${pick(NOUNS)}`);
    const guest = `${pick(FIRST)} ${pick(LAST)}`;
    const length = 150_000 + Math.floor(random() * 200_000);
    const a = add('spotify', artist, name, length);
    const same = [
      () => add('lastfm', artist.toUpperCase(), name.toLowerCase(), null),
      () => add('lastfm', plain(artist), plain(name), null),
      () => add('lastfm', artist.replace(/^The /, '').replace('&', 'and'), name, null),
      () => add('lastfm', artist, `${name} (feat. ${guest})`, null),
      () => add('lastfm', `${artist} feat. ${guest}`, name, length + 900),
      () => add('spotify', artist, `${name} - Remastered ${1990 + Math.floor(random() * 30)}`, length + 2000),
      () => add('lastfm', artist, `${name} (${2000 + Math.floor(random() * 20)} Digital Remaster)`, null),
      () => add('youtube', artist, `${artist} - ${name} (Official Video)`, null),
      () => add('lastfm', artist, `${name} [Album Version]`, null),
      () => add('lastfm', artist, name.replace(' and ', ' & ').replace("'", '’').replace(/ /, '-'), null),
      () => add('lastfm', artist, slip(name, random), null),
    ];
    const different = [
      () => add('lastfm', artist, `${name} (Live at ${title(pick(NOUNS))} Hall)`, null),
      () => add('spotify', artist, `${name} - Live`, length + 1000),
      () => add('lastfm', artist, `${name} (Acoustic)`, null),
      () => add('lastfm', artist, `${name} (${guest} Remix)`, null),
      () => add('spotify', artist, `${name} - Radio Edit`, length - 40_000),
      () => add('lastfm', artist, `${name}, Pt. 2`, null),
      () => add('lastfm', artist, `${name} (${title(pick(NOUNS))} Version)`, null),
      () =>
        add(
          'lastfm',
          artist,
          name.replace(/\S+$/, word => title(pick(NOUNS.filter(noun => noun !== word.toLowerCase())))),
          null,
        ),
      () => add('lastfm', `${pick(FIRST)} ${pick(LAST)} ${n + count}`, name, null),
      () => add('spotify', artist, name, length + 60_000),
    ];
    pairs.push({ a, b: pick(same)(), same: true }, { a, b: pick(different)(), same: false });
  }
  return { tracks, pairs };
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/ø/g, 'o');

/** A letter is typed twice, or left out. */
function slip(name: string, random: () => number): string {
  const at = 2 + Math.floor(random() * (name.length - 4));
  return random() < 0.5 ? name.slice(0, at) + name.slice(at + 1) : name.slice(0, at) + name.slice(at - 1);
}
