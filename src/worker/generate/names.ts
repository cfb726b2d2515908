import type { Rng } from './random.ts';
import { ADJECTIVES, FIRST_NAMES, LAST_NAMES, NOUNS, TAILS, VERBS } from './word-lists.ts';

/** Different names for `count` artists: bands, duos and single people, none of whom exists. */
export function artistNames(count: number, rng: Rng): string[] {
  const taken = new Map<string, number>();
  return Array.from({ length: count }, () => {
    const name = artistName(rng);
    const seen = (taken.get(name) ?? 0) + 1;
    taken.set(name, seen);
    return seen === 1 ? name : `${name} ${roman(seen)}`;
  });
}

function artistName(rng: Rng): string {
  const kind = rng.unit();
  if (kind < 0.3) return `The ${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`;
  if (kind < 0.5) return `${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`;
  if (kind < 0.58) return `${rng.pick(NOUNS)} & ${rng.pick(NOUNS)}`;
  if (kind < 0.64) return `${rng.pick(FIRST_NAMES)} and the ${rng.pick(NOUNS)}`;
  if (kind < 0.68) return `${rng.pick(VERBS)}, ${rng.pick(FIRST_NAMES)}`;
  return personName(rng);
}

export const personName = (rng: Rng): string => `${rng.pick(FIRST_NAMES)} ${rng.pick(LAST_NAMES)}`;

/** Titles repeat now and then, as they do; some hold commas, quotes and accents. */
export function songTitle(rng: Rng): string {
  const kind = rng.unit();
  if (kind < 0.28) return `${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`;
  if (kind < 0.46) return `${rng.pick(VERBS)} Me ${rng.pick(TAILS)}`;
  if (kind < 0.6) return `${rng.pick(NOUNS)} of ${rng.pick(NOUNS)}`;
  if (kind < 0.72) return `${rng.pick(VERBS)} the ${rng.pick(NOUNS)}`;
  if (kind < 0.8) return `${rng.pick(ADJECTIVES)}, ${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}`;
  if (kind < 0.84) return `"${rng.pick(VERBS)}" (${rng.pick(ADJECTIVES)} Version)`;
  if (kind < 0.88) return `Señora ${rng.pick(NOUNS)}`;
  if (kind < 0.94) return `Don’t ${rng.pick(VERBS)} ${rng.pick(TAILS)}`;
  return rng.pick(NOUNS);
}

export function albumTitle(rng: Rng): string {
  return rng.chance(0.5) ? `${rng.pick(ADJECTIVES)} ${rng.pick(NOUNS)}` : `${rng.pick(NOUNS)} ${rng.pick(TAILS)}`;
}

export function playlistName(theme: string, rng: Rng): string {
  const word = theme.charAt(0).toUpperCase() + theme.slice(1);
  const kind = rng.below(4);
  if (kind === 0) return `${word} ${rng.pick(TAILS)}`;
  if (kind === 1) return `${rng.pick(ADJECTIVES)} ${word}`;
  if (kind === 2) return `My ${word}`;
  return `${word}, ${rng.pick(FIRST_NAMES)}’s way`;
}

function roman(n: number): string {
  const digits = [
    [10, 'X'],
    [9, 'IX'],
    [5, 'V'],
    [4, 'IV'],
    [1, 'I'],
  ] as const;
  let rest = n;
  let text = '';
  for (const [value, letter] of digits) {
    for (; rest >= value; rest -= value) text += letter;
  }
  return text;
}
