import { content } from './content.ts';
import { ials } from './ials.ts';
import { itemKnn } from './item-knn.ts';
import { playlist } from './playlist.ts';
import { popularity } from './popularity.ts';
import type { Recommender } from './recommender.ts';
import { social } from './social.ts';
import { trending } from './trending.ts';

/** The recommenders that learn from data themselves, and that a blend can be made of. */
export const parts: readonly Recommender[] = [popularity, trending, playlist, social, content, itemKnn, ials];
