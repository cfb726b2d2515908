import type { Chosen } from './judge-split.ts';

export const BENCHMARKS = ['gowalla', 'hetrec'] as const;
export type BenchmarkName = (typeof BENCHMARKS)[number];

/**
 * What to use where no search is asked for. Parameters found on validation cuts of the training data (`--search`
 * repeats it), except that item-kNN and
 * the graph filter keep the form that is published for Gowalla (the filter with 512 patterns, as the cut prefers).
 */
export const CHOSEN: Readonly<Record<BenchmarkName, Chosen>> = {
  gowalla: {
    params: {
      popularity: {},
      'item-knn': {},
      'user-knn': {},
      ials: { dimensions: 512, epochs: 8, unobservedWeight: 0.02, regularization: 0.004 },
      'graph-filter': { rank: 512, lowPass: 0.3 },
      'graph-filter-free': { rank: 512, lowPass: 0.3, userExponent: 0.6 },
      'ease-head': { head: 6000, regularization: 200 },
      bpr: {},
    },
    weights: { 'item-knn': 0.5, 'user-knn': 0.4, ials: 1, 'graph-filter': 0.3, 'ease-head': 0.2 },
  },
  hetrec: {
    params: {
      popularity: {},
      'item-knn': { normalizeRows: false, averageBias: false, counts: 'log' },
      'user-knn': { popularityExponent: 1, k: 100, counts: 'log' },
      ials: { dimensions: 128, epochs: 10, unobservedWeight: 0.6, regularization: 0.006, counts: 'rank' },
      'ials-binary': { dimensions: 256, epochs: 10, unobservedWeight: 0.2, regularization: 0.003 },
      'graph-filter': { rank: 256, lowPass: 0.3 },
      'graph-filter-free': { rank: 256, lowPass: 0.3, userExponent: 0.4 },
      ease: { regularization: 30, counts: 'log', popularityExponent: 0.2 },
      'ease-tags': { counts: 'log', popularityExponent: 0.2, regularization: 40, tags: 4, tagsAtLeast: 10 },
      bpr: { epochs: 200 },
      social: {},
      content: {},
    },
    weights: {
      'item-knn': 0.02,
      'user-knn': 0.1,
      ials: 1,
      'ials-binary': 0.7,
      'graph-filter': 0.1,
      ease: 0.25,
      'ease-tags': 0.5,
      social: 0.2,
      content: 0.2,
    },
  },
};
