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
      bpr: {},
    },
    weights: { 'item-knn': 0.625, 'user-knn': 0.391, ials: 1, 'graph-filter': 0.195 },
  },
  hetrec: {
    params: {
      popularity: {},
      'item-knn': {},
      'user-knn': { popularityExponent: 1, k: 50 },
      ials: { dimensions: 64, epochs: 10, unobservedWeight: 0.6, regularization: 0.006, counts: 'log' },
      'ials-binary': { dimensions: 256, epochs: 10, unobservedWeight: 0.2, regularization: 0.003 },
      'graph-filter': { rank: 256, lowPass: 0.3, userExponent: 0.4 },
      ease: { regularization: 100 },
      bpr: {},
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
      social: 0.15,
      content: 0.15,
    },
  },
};
