import { bpr } from '../../recommenders/bpr.ts';
import { content } from '../../recommenders/content.ts';
import { ease } from '../../recommenders/ease.ts';
import { graphFilter } from '../../recommenders/graph-filter.ts';
import { ials } from '../../recommenders/ials.ts';
import { itemKnn } from '../../recommenders/item-knn.ts';
import { popularity } from '../../recommenders/popularity.ts';
import type { Dataset, Recommender } from '../../recommenders/recommender.ts';
import { social } from '../../recommenders/social.ts';
import { userKnn } from '../../recommenders/user-knn.ts';

/** A recommender in a benchmark: where the search for its parameters begins, and what it tries. */
export interface Contender {
  readonly recommender: Recommender;
  /** Its name in tables, where the recommender takes part more than once. */
  readonly label?: string;
  readonly start: object;
  /** Tried one axis after another, the best value kept (NDCG on a validation cut), in the order given. */
  axes(dataset: Dataset): readonly (readonly object[])[];
  /** What the data must have for it to be worth while, where that is more than the recommender needs. */
  readonly wants?: 'counts' | 'tags' | 'a head';
  /** Another form of a method that takes part as published: let into the blend only where that is clearly the better for it. */
  readonly rival?: true;
}

const values = (key: string, tried: readonly unknown[]): object[] => tried.map(value => ({ [key]: value }));
const none = (): [] => [];
const hasCounts = ({ plays }: Dataset): boolean => plays.values !== null;
const ifCounts = (dataset: Dataset, axis: object[]): object[] => (hasCounts(dataset) ? axis : []);

/** Beyond so many rows of the smaller side a fit of EASE takes minutes, and less is tried. */
const QUICK_EASE = 6000;

const HEAD = 6000;
/** Beyond so many pairs hundreds of epochs of BPR take minutes. */
const QUICK_BPR = 300_000;

/** Every recommender that a set of plays alone can judge, from the simplest on. */
export const CONTENDERS: readonly Contender[] = [
  { recommender: popularity, start: {}, axes: none },
  {
    recommender: itemKnn,
    start: {},
    axes: dataset => [
      [
        { normalizeRows: true, averageBias: true },
        { normalizeRows: true, averageBias: false },
        { normalizeRows: false, averageBias: false },
      ],
      ifCounts(dataset, values('counts', ['log'])),
      values('similarity', ['cosine', 'tfidf']),
      values('k', [50, 100, 200]),
    ],
  },
  {
    recommender: userKnn,
    start: {},
    axes: dataset => [
      values('popularityExponent', [0, 0.5, 1]),
      ifCounts(dataset, values('counts', ['log'])),
      values('k', [50, 100, 200, 400]),
    ],
  },
  {
    recommender: ials,
    start: { dimensions: 64, epochs: 8 },
    axes: dataset => [
      values('unobservedWeight', [0.005, 0.02, 0.05, 0.1, 0.2, 0.4]),
      values('regularization', [0.001, 0.003, 0.006, 0.012]),
      ifCounts(dataset, [
        { counts: 'log', unobservedWeight: 0.2, regularization: 0.003 },
        { counts: 'rank', unobservedWeight: 0.6, regularization: 0.006 },
      ]),
      values('dimensions', [128, 256, 512]),
      values('regularization', [0.002, 0.004, 0.007]),
    ],
  },
  {
    // Beside the one that weighs play counts; the two err differently.
    recommender: ials,
    label: 'ials-binary',
    start: { dimensions: 256, epochs: 10, unobservedWeight: 0.2, regularization: 0.003 },
    axes: none,
    wants: 'counts',
  },
  {
    // The published form: only how much of the broad patterns it takes is chosen.
    recommender: graphFilter,
    start: { rank: 256, lowPass: 0.3 },
    axes: () => [values('rank', [64, 512]), values('lowPass', [0.1, 0.6, 1.2])],
  },
  {
    // The same with its exponents free.
    recommender: graphFilter,
    label: 'graph-filter-free',
    rival: true,
    start: { rank: 0, lowPass: 0 },
    axes: () => [
      values('userExponent', [1, 0.8, 0.6, 0.4]),
      values('itemExponent', [0.5, 0.4, 0.3]),
      values('sourceExponent', [0.5, 0.3]),
      [64, 256, 512].map(rank => ({ rank, lowPass: 0.3 })),
      values('lowPass', [0.1, 0.6, 1.2]),
    ],
  },
  {
    recommender: ease,
    start: {},
    axes: dataset =>
      easeSize(dataset) > QUICK_EASE
        ? [values('regularization', [300])]
        : [
            values('regularization', [25, 50, 200, 400, 800]),
            ifCounts(dataset, values('counts', ['log'])),
            [10, 30, 90].map(regularization => ({ popularityExponent: 0.2, regularization })),
          ],
  },
  {
    // Where all items are too many, those that most play.
    recommender: ease,
    label: 'ease-head',
    start: { head: HEAD, regularization: 200 },
    axes: () => [values('regularization', [500])],
    wants: 'a head',
  },
  {
    recommender: ease,
    label: 'ease-tags',
    start: { counts: 'log', popularityExponent: 0.2, regularization: 40, tags: 4, tagsAtLeast: 10 },
    axes: () => [values('tags', [2, 8]), values('regularization', [20, 80])],
    wants: 'tags',
  },
  {
    recommender: bpr,
    start: {},
    axes: ({ plays }) => (plays.indices.length > QUICK_BPR ? [] : [values('epochs', [120, 200, 300])]),
  },
  { recommender: social, start: {}, axes: () => [values('trust', [0, 0.1, 0.5])] },
  { recommender: content, start: {}, axes: none, wants: 'tags' },
];

export const nameOf = ({ recommender, label }: Contender): string => label ?? recommender.name;

const easeSize = ({ plays }: Dataset): number => Math.min(plays.rows, plays.columns);

/** Why a contender can't take part on this data, or isn't worth it; null where it takes part. */
export function leftOut({ recommender, wants }: Contender, dataset: Dataset): string | null {
  if (wants === 'counts' && !hasCounts(dataset)) return 'no play counts';
  if (wants === 'tags' && dataset.items.tags === null) return 'no tags';
  if (recommender.name !== 'ease') return null;
  const { largest } = ease.params.parse({});
  const size = easeSize(dataset);
  if (wants === 'a head') return size > largest ? null : 'all items take part';
  return size > largest
    ? `it would invert a matrix of ${size} rows, beyond the limit of ${largest}; ease-head does it for the ${HEAD} items that most play`
    : null;
}
