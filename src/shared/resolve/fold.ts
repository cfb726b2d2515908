/**
 * The words of a name as they compare: lower case, accents, punctuation and ways of writing "and" folded away. Letters and
 * digits of any script count; a name of signs alone ("???") is one word.
 */
export function wordsOf(name: string): string[] {
  if (PLAIN.test(name)) return name.toLowerCase().split(' ').map(plainWord);
  const words = fold(name)
    .replace(/['’]n['’]/g, ' and ') // Rock'n'Roll
    .replace(/['’‘`´]/g, '')
    .replace(/[&+]/g, ' and ')
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words === null ? [name.trim().toLowerCase()] : words.map(plainWord);
}

/** Goin' is Going, and rock n roll is rock and roll. */
const plainWord = (word: string): string =>
  SLURRED.get(word) ?? (word.length > 4 && word.endsWith('ing') ? word.slice(0, -1) : word);

/** Lower case, without the accents of European scripts; Ke$ha and P!nk are spelled out. */
export function fold(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ßøæœđłþðı]/g, letter => SPELLED[letter] ?? letter)
    .replace(/(?<=\p{L})\$(?=\p{L})/gu, 's')
    .replace(/(?<=\p{L})!(?=\p{L})/gu, 'i');
}

/** Words without a leading article, run together: Free Bird is Freebird. */
export function keyOf(words: readonly string[]): string {
  const [first = '', ...rest] = words;
  return (rest.length > 0 && ARTICLES.has(first) ? rest : words).join('');
}

/** Nothing to fold but case. */
const PLAIN = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;
const SLURRED = new Map([
  ['n', 'and'],
  ['wanna', 'wantto'],
  ['gonna', 'gointo'],
  ['gotta', 'gotto'],
  ['okay', 'ok'],
]);
const ARTICLES = new Set(['the', 'a', 'an']);
const SPELLED: Record<string, string> = {
  ß: 'ss',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  đ: 'd',
  ł: 'l',
  þ: 'th',
  ð: 'd',
  ı: 'i',
};
