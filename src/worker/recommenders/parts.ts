import { bpr } from './bpr.ts';
import { content } from './content.ts';
import { ease } from './ease.ts';
import { graphFilter } from './graph-filter.ts';
import { ials } from './ials.ts';
import { itemKnn } from './item-knn.ts';
import { playlist } from './playlist.ts';
import { popularity } from './popularity.ts';
import type { Recommender } from './recommender.ts';
import { sessionCoOccurrence } from './session-co-occurrence.ts';
import { social } from './social.ts';
import { sound } from './sound.ts';
import { trending } from './trending.ts';
import { userKnn } from './user-knn.ts';

/** The recommenders that learn from data themselves, and that a blend can be made of. */
export const parts: readonly Recommender[] = [
  popularity,
  trending,
  playlist,
  sessionCoOccurrence,
  social,
  content,
  sound,
  itemKnn,
  userKnn,
  ials,
  graphFilter,
  ease,
  bpr,
];
