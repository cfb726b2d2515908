import { hash } from 'node:crypto';

/**
 * An id for a track that a source knows by name alone: the same artist and title give the same id in every such
 * source, whatever their case, accents, punctuation and spacing. Cached, because listeners repeat themselves.
 */
export function namedTrackId(artist: string | null, title: string): string {
  const key = `${artist ?? ''}\n${title}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const normal = `${normalise(artist ?? '')}|${normalise(title)}`;
  const id = `name:${hash('sha256', normal).slice(0, 16)}`;
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(key, id);
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

const cache = new Map<string, string>();
const CACHE_SIZE = 200_000;
