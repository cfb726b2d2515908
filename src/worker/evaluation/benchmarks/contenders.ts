import { bpr } from '../../recommenders/bpr.ts';
import { content } from '../../recommenders/content.ts';
import { ease } from '../../recommenders/ease.ts';
import { graphFilter } from '../../recommenders/graph-filter.ts';
import { ials } from '../../recommenders/ials.ts';
import { itemKnn } from '../../recommenders/item-knn.ts';
import { popularity } from '../../recommenders/popularity.ts';
import type { Recommender } from '../../recommenders/recommender.ts';
import { social } from '../../recommenders/social.ts';
import { userKnn } from '../../recommenders/user-knn.ts';

/** A recommender in a benchmark: where the search for its parameters begins, and what it tries. */
export interface Contender {
  readonly recommender: Recommender;
  /** Its name in tables, where the recommender takes part more than once. */
  readonly label?: string;
  readonly start: object;
  /** Tried one axis after another, the best value kept (NDCG on a validation cut), in the order given. */
  readonly axes: readonly (readonly object[])[];
}

const values = (key: string, tried: readonly unknown[]): object[] => tried.map(value => ({ [key]: value }));

/** Every recommender that a set of plays alone can judge, from the simplest on. */
export const CONTENDERS: readonly Contender[] = [
  { recommender: popularity, start: {}, axes: [] },
  {
    recommender: itemKnn,
    start: {},
    axes: [
      [
        { normalizeRows: true, averageBias: true },
        { normalizeRows: true, averageBias: false },
        { normalizeRows: false, averageBias: false },
      ],
      values('similarity', ['cosine', 'tfidf']),
      values('k', [50, 100, 200]),
    ],
  },
  {
    recommender: userKnn,
    start: {},
    axes: [values('popularityExponent', [0, 0.5, 1]), values('k', [50, 100, 200, 400])],
  },
  {
    recommender: ials,
    start: { dimensions: 64, epochs: 8 },
    axes: [
      values('unobservedWeight', [0.005, 0.02, 0.05, 0.1, 0.2]),
      values('regularization', [0.001, 0.003, 0.006, 0.012]),
      [
        { counts: 'log', unobservedWeight: 0.2, regularization: 0.003 },
        { counts: 'log', unobservedWeight: 0.6, regularization: 0.006 },
      ],
      values('dimensions', [64, 128, 256, 512]),
      values('regularization', [0.001, 0.002, 0.003, 0.005, 0.008]),
      values('epochs', [8, 12]),
    ],
  },
  {
    // Beside the one that weighs play counts; the two err differently. Left out where there are no counts.
    recommender: ials,
    label: 'ials-binary',
    start: { dimensions: 256, epochs: 10, unobservedWeight: 0.2, regularization: 0.003 },
    axes: [],
  },
  {
    recommender: graphFilter,
    start: { rank: 0, lowPass: 0 },
    axes: [
      values('userExponent', [1, 0.8, 0.6, 0.4]),
      values('itemExponent', [0.5, 0.4, 0.3]),
      values('sourceExponent', [0.5, 0.3]),
      [64, 256, 512].flatMap(rank => [0.3, 0.6, 1.2].map(lowPass => ({ rank, lowPass }))),
    ],
  },
  { recommender: ease, start: {}, axes: [values('regularization', [25, 50, 100, 200, 400, 800])] },
  { recommender: bpr, start: {}, axes: [] },
  { recommender: social, start: {}, axes: [values('trust', [0, 0.1, 0.5])] },
  { recommender: content, start: {}, axes: [] },
];

export const nameOf = ({ recommender, label }: Contender): string => label ?? recommender.name;
