import { hash } from 'node:crypto';

/**
 * An id for a track that a source knows by name alone: the same artist and title give the same id in every such
 * source, whatever their case, accents, punctuation and spacing. Cached, because listeners repeat themselves; by artist,
 * then by title, because joining the two costs more than looking twice.
 */
export function namedTrackId(artist: string | null, title: string): string {
  const name = artist ?? '';
  let titles = cache.get(name);
  const known = titles?.get(title);
  if (known !== undefined) return known;
  const normal = `${normalise(name)}|${normalise(title)}`;
  const id = `name:${hash('sha256', normal).slice(0, 16)}`;
  if ((cached += 1) > CACHE_SIZE) {
    cache.clear();
    titles = undefined;
    cached = 1;
  }
  if (titles === undefined) cache.set(name, (titles = new Map<string, string>()));
  titles.set(title, id);
  return id;
}

/** Lower case, without accents, with single spaces; letters and digits of any script count, nothing else does. */
export function normalise(name: string): string {
  const plain = PLAIN.test(name) ? name.toLowerCase() : folded(name);
  return plain === '' ? name.trim() : plain; // "???" and "!!!" are names too
}

/** Nothing to fold but case. */
const PLAIN = /^[A-Za-z0-9]+(?: [A-Za-z0-9]+)*$/;

function folded(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/&/g, ' and ')
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

const cache = new Map<string, Map<string, string>>();
let cached = 0;
const CACHE_SIZE = 200_000;
