import { z } from 'zod';
import { unknownName } from '../../../shared/errors.ts';
import { fitSasrec, type SasrecContext } from './sasrec/fit.ts';
import { sasrecParams } from './sasrec/params.ts';
import { sasrecScorer } from './sasrec/score.ts';
import { fitSequentialRules } from './sequential-rules.ts';
import type { Sessions } from './sessions.ts';
import { fitVmisKnn, vmisParams, type NextTrackScorer } from './vmis-knn.ts';

/** An algorithm that says what comes next in a session. A new one is a file, and a line in the list below. */
export interface NextTrackRecommender<Params extends object = object> {
  readonly name: string;
  readonly title: string;
  readonly params: z.ZodType<Params>;
  /** Counted in seconds, not in minutes. */
  readonly quick: boolean;
  /** Other parameters to try on sequences of another kind than sessions, where the defaults were not found. */
  readonly variants?: readonly Partial<Params>[];
  fit(sessions: Sessions, params: Params, context: SasrecContext): Promise<NextTrackScorer>;
}

export const rulesParams = z.object({
  reach: z.int().min(1).default(5).describe('how far behind a track another one may follow it'),
  lastItems: z.int().min(1).default(3).describe('how many of the last tracks speak'),
  decay: z.number().min(0).max(1).default(0.4).describe('how loud each earlier one is, against the one after it'),
});

const popular: NextTrackRecommender = {
  name: 'popularity',
  title: 'Popularity',
  params: z.object({}),
  quick: true,
  async fit({ itemCount, items }) {
    const plays = new Float32Array(itemCount);
    for (const item of items) plays[item] = (plays[item] ?? 0) + 1;
    return (_heard, _length, scores) => scores.set(plays);
  },
};

const markov: NextTrackRecommender = {
  name: 'markov',
  title: 'What came right after the last track',
  params: z.object({}),
  quick: true,
  fit: async sessions => fitSequentialRules(sessions, { reach: 1, lastItems: 1, decay: 1 }),
};

const sequentialRules: NextTrackRecommender<z.infer<typeof rulesParams>> = {
  name: 'sequential-rules',
  title: 'What came after the last tracks',
  params: rulesParams,
  quick: true,
  variants: [
    { reach: 1, lastItems: 1 },
    { reach: 10, lastItems: 10, decay: 0.8 },
  ],
  fit: async (sessions, params) => fitSequentialRules(sessions, params),
};

const vmisKnn: NextTrackRecommender<z.infer<typeof vmisParams>> = {
  name: 'vmis-knn',
  title: 'Sessions like this one',
  params: vmisParams,
  quick: true,
  fit: async (sessions, params) => fitVmisKnn(sessions, params),
};

/** Chosen on the latest sessions of #nowplaying's training part. */
export const stanParams = vmisParams.extend({
  near: vmisParams.shape.near.default(4),
  before: vmisParams.shape.before.default(0.8),
  again: vmisParams.shape.again.default(0.15),
  fade: vmisParams.shape.fade.default(0.65),
  rareMatch: vmisParams.shape.rareMatch.default(true),
});

const stan: NextTrackRecommender<z.infer<typeof vmisParams>> = {
  name: 'stan',
  title: 'Sessions like this one, by order and age',
  params: stanParams,
  quick: true,
  // Users of a file of sequences may come in any order, so that their age says nothing.
  variants: [{ fade: null }, { fade: null, near: 10 }, { fade: null, near: 10, lastItems: 30 }],
  fit: async (sessions, params) => fitVmisKnn(sessions, params),
};

/** Chosen there too: less sure of its first tracks, it reaches further, which the blend gains by. */
const stanLong: NextTrackRecommender<z.infer<typeof vmisParams>> = {
  ...stan,
  name: 'stan-long',
  title: 'More sessions, over more of this one',
  params: stanParams.extend({
    neighbours: vmisParams.shape.neighbours.default(500),
    lastItems: vmisParams.shape.lastItems.default(20),
  }),
};

const rulesLong: NextTrackRecommender<z.infer<typeof rulesParams>> = {
  ...sequentialRules,
  name: 'rules-long',
  title: 'What came some time after the last tracks',
  params: rulesParams.extend({
    reach: rulesParams.shape.reach.default(10),
    lastItems: rulesParams.shape.lastItems.default(8),
    decay: rulesParams.shape.decay.default(0.7),
  }),
};

const sasrec: NextTrackRecommender<z.infer<typeof sasrecParams>> = {
  name: 'sasrec',
  title: 'Transformer',
  params: sasrecParams,
  quick: false,
  fit: async (sessions, params, context) => sasrecScorer(await fitSasrec(sessions, params, context)),
};

export const nextTrackRecommenders: readonly NextTrackRecommender[] = [
  popular,
  markov,
  sequentialRules,
  rulesLong,
  vmisKnn,
  stan,
  stanLong,
  sasrec,
];

/** Throws `not_found` with the nearest known name. */
export function nextTrackRecommenderNamed(name: string): NextTrackRecommender {
  const found = nextTrackRecommenders.find(recommender => recommender.name === name);
  if (found !== undefined) return found;
  throw unknownName(
    'next-track recommender',
    name,
    nextTrackRecommenders.map(recommender => recommender.name),
  );
}
