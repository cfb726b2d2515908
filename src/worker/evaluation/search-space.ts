import type { Random } from '../matrix/random.ts';

/** What a parameter may be: one of several values, or a number between two (evenly, or evenly in its logarithm). */
export type SearchRange =
  { values: readonly unknown[] } | { min: number; max: number; log?: boolean; integer?: boolean };

export type SearchSpace = Readonly<Record<string, SearchRange>>;

/** Where to look when nobody says. */
export const DEFAULT_SPACES: Readonly<Record<string, SearchSpace>> = {
  ials: {
    dimensions: { values: [32, 64, 128] },
    epochs: { min: 6, max: 16, integer: true },
    regularization: { min: 0.0003, max: 0.03, log: true },
    unobservedWeight: { min: 0.01, max: 1, log: true },
    counts: { values: ['binary', 'log', 'rank'] },
  },
  'item-knn': {
    similarity: { values: ['cosine', 'tfidf', 'bm25'] },
    k: { min: 20, max: 300, log: true, integer: true },
    shrink: { min: 0, max: 50 },
    normalizeRows: { values: [true, false] },
    counts: { values: ['binary', 'log'] },
  },
  trending: { halfLifeDays: { min: 2, max: 120, log: true } },
  playlist: { neighbours: { values: [50, 100, 200] }, shrink: { min: 0, max: 20 } },
  social: { trust: { min: 0, max: 1 } },
  content: {
    artist: { min: 0, max: 2 },
    genre: { min: 0, max: 2 },
    tags: { min: 0, max: 2 },
    features: { min: 0, max: 2 },
  },
};

/** One point of the space; the same random stream gives the same points. */
export function drawPoint(space: SearchSpace, random: Random): Record<string, unknown> {
  return Object.fromEntries(Object.entries(space).map(([name, range]) => [name, drawValue(range, random)]));
}

function drawValue(range: SearchRange, random: Random): unknown {
  if ('values' in range) return range.values[random.below(range.values.length)];
  const { min, max, log = false, integer = false } = range;
  const share = random.next();
  const value = log ? Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min))) : min + share * (max - min);
  return integer ? Math.round(value) : Number(value.toPrecision(6));
}
