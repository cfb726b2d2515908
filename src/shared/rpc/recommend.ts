import { z } from 'zod';
import { call, dateSchema, idSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

export const listenerSchema = z.object({
  userId: idSchema,
  name: z.string(),
  country: z.string().nullable(),
  plays: z.number(),
  lastPlayed: dateSchema.nullable(),
});
export type Listener = z.infer<typeof listenerSchema>;

export const trackSchema = z.object({
  trackId: idSchema,
  title: z.string(),
  artist: z.string(),
  genre: z.string().nullable(),
  plays: z.number(),
});
export type Track = z.infer<typeof trackSchema>;

/** One play as a source gave it: down to the line of the file that it was read from. */
export const playSchema = z.object({
  at: timeSchema,
  msPlayed: z.number().nullable(),
  isSkip: z.boolean(),
  /** The row of bronze behind it: its load, the file's name, and the line in it. */
  loadId: z.number(),
  file: z.string(),
  line: z.number(),
});
export type Play = z.infer<typeof playSchema>;

/** A sitting of one listener: plays without a pause of half an hour between them. */
export const sessionSchema = z.object({
  startedAt: timeSchema,
  endedAt: timeSchema,
  plays: z.array(playSchema.extend({ track: trackSchema })),
});
export type Session = z.infer<typeof sessionSchema>;

/** One piece of evidence of a reason. */
export const evidenceSchema = z.object({
  /** The track, user, … where it is one of these. */
  id: idSchema.nullable(),
  label: z.string(),
  contribution: z.number(),
  /** When a past session began. */
  startedAt: timeSchema.nullable(),
});
export type ReasonEvidence = z.infer<typeof evidenceSchema>;

const REASON_KINDS = [
  ...(['item', 'user', 'playlist', 'artist', 'genre', 'feature', 'tag'] as const),
  ...(['popularity', 'after', 'session', 'model'] as const),
] as const;

/** One addend of a score. For exact recommenders the contributions sum to the score. */
export const reasonSchema = z.object({
  part: z.string(),
  contribution: z.number(),
  kind: z.enum(REASON_KINDS),
  /** The track, user, playlist, … behind it. */
  id: idSchema.nullable(),
  label: z.string(),
  /** In a sentence: "you played Blue Monday 14 times". */
  text: z.string(),
  /** The strongest evidence, best first; `more` weaker pieces are counted in the contribution and not listed. */
  evidence: z.array(evidenceSchema),
  more: z.number(),
});
export type RecommendationReason = z.infer<typeof reasonSchema>;

export const recommendationSchema = z.object({
  rank: z.number(),
  track: trackSchema,
  score: z.number(),
  /** Score by part of the hybrid, weights applied; they sum to the score. */
  parts: z.record(z.string(), z.number()),
  reasons: z.array(reasonSchema),
  /** Reasons sum to the score. */
  exact: z.boolean(),
});
export type Recommendation = z.infer<typeof recommendationSchema>;

export const recommendFiltersSchema = z.object({
  /** Leave out tracks that the listener has played. */
  excludeHeard: z.boolean().default(true),
  genres: z.array(z.string()).optional(),
  excludeTracks: z.array(idSchema).optional(),
  excludeArtists: z.array(z.string()).optional(),
  releasedFrom: dateSchema.optional(),
  releasedTo: dateSchema.optional(),
  maxPerArtist: z.number().int().min(1).optional(),
  /** False leaves tracks out that are marked explicit. */
  explicit: z.boolean().default(true),
  /** 0 … 1: how much diversity to trade for score. */
  diversity: z.number().min(0).max(1).optional(),
  /** 0 … 1: how far the list's genres are to follow the listener's. */
  calibration: z.number().min(0).max(1).optional(),
  /** -1 … 1: above 0 moves rare tracks up, below 0 popular ones. */
  novelty: z.number().min(-1).max(1).optional(),
  /** 0 … 1: moves new releases up. */
  freshness: z.number().min(0).max(1).optional(),
});
export type RecommendFilters = z.infer<typeof recommendFiltersSchema>;

/** What a list is like, apart from being right; null where the data can't say. */
export const listMetricsSchema = z.object({
  /** The list's scores ÷ those of the best possible list: what the wishes cost. */
  score: z.number().nullable(),
  /** Bits: how surprising it is that somebody knows these tracks. */
  novelty: z.number().nullable(),
  /** Popularity of the tracks ÷ that of the tracks that were heard. */
  popularityBias: z.number().nullable(),
  /** Mean distance of two tracks: 0 one artist, ½ one genre, 1 neither. */
  diversity: z.number().nullable(),
  /** Kullback–Leibler divergence of the genres from the listener's; 0 is perfect. */
  calibration: z.number().nullable(),
  artists: z.number(),
  /** Median age of the tracks in days, on the last day that the model knows. */
  ageDays: z.number().nullable(),
});
export type ListMetrics = z.infer<typeof listMetricsSchema>;

/** Shares of the weight that the score gives up for something else, and a cap; null is none. */
export const listShapeSchema = z.object({
  diversity: z.number(),
  calibration: z.number(),
  novelty: z.number(),
  freshness: z.number(),
  artistCap: z.number().nullable(),
});
export type ListShape = z.infer<typeof listShapeSchema>;

export const TASKS = ['lists', 'next-track'] as const;

export const modelSchema = z.object({
  modelId: z.string(),
  recommender: z.string(),
  /** What it answers; one model is served for each. */
  task: z.enum(TASKS),
  title: z.string(),
  params: z.record(z.string(), z.unknown()),
  seed: z.number(),
  snapshotId: z.number(),
  codeVersion: z.string(),
  fittedAt: timeSchema,
  seconds: z.number(),
  metrics: z.record(z.string(), z.number()).nullable(),
  /** Markdown. */
  card: z.string(),
  state: z.enum(['candidate', 'served', 'retired']),
  /** Each time that it was served, refused, overridden, rolled back to or reported, with the reason. */
  publications: z.array(z.object({ at: timeSchema, action: z.string(), reason: z.string() })),
  bytes: z.number(),
  stale: z.boolean(),
});
export type ModelInfo = z.infer<typeof modelSchema>;

export const evaluationSchema = z.object({
  evaluationId: z.number(),
  runId: z.string(),
  snapshotId: z.number(),
  recommender: z.string(),
  modelId: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  protocol: z.unknown(),
  /** By name: recall@20, ndcg@10, coverage@10, … */
  metrics: z.record(
    z.string(),
    z.object({ value: z.number(), low: z.number().nullable(), high: z.number().nullable() }),
  ),
  segments: z.unknown(),
  seconds: z.number(),
  createdAt: timeSchema,
});
export type EvaluationInfo = z.infer<typeof evaluationSchema>;

const who = z.union([
  z.object({ userId: idSchema }),
  z.object({ seedTrackId: idSchema }),
  /** What comes next in a session: its tracks in order, the latest last, and whose it is where that is known. */
  z.object({ session: z.array(idSchema).min(1).max(200), userId: idSchema.optional() }),
]);

const changedListSchema = z.object({
  user_id: idSchema,
  overlap: z.number(),
  rank_biased_overlap: z.number(),
  entered: z.array(z.object({ track_id: idSchema, title: z.string(), rank: z.number(), because: z.string() })),
  left: z.array(z.object({ track_id: idSchema, title: z.string(), rank: z.number() })),
  /** By part: its share of the list's score under b less that under a. */
  shift: z.record(z.string(), z.number()),
});

/** How the lists of two models, or of two moments, differ. */
export const listComparisonSchema = z.object({
  a: z.string(),
  b: z.string(),
  k: z.number(),
  users: z.number(),
  overlap: z.number(),
  rank_biased_overlap: z.number(),
  changed_most: z.array(changedListSchema),
});
export type ListComparison = z.infer<typeof listComparisonSchema>;

const trialSchema = z.object({
  /** -1 stands for the defaults. */
  point: z.number(),
  params: z.record(z.string(), z.unknown()),
  /** Share of the listeners that it was fitted on. */
  share: z.number(),
  value: z.number(),
  seconds: z.number(),
});

/** What a search has tried so far. */
export const searchSchema = z.object({
  recommender: z.string(),
  metric: z.string(),
  strategy: z.string(),
  snapshotId: z.number(),
  points: z.number(),
  trials: z.array(trialSchema),
});
export type ParameterSearch = z.infer<typeof searchSchema>;

export const recommend = {
  /** By name or id, the most active first when `text` is empty. */
  listeners: call
    .input(z.object({ text: z.string().default(''), limit: z.number().int().max(200).default(20) }))
    .output(z.array(listenerSchema)),
  tracks: call
    .input(z.object({ text: z.string().default(''), limit: z.number().int().max(200).default(20) }))
    .output(z.array(trackSchema)),
  /** A listener's taste at a glance. */
  listener: call.input(z.object({ userId: idSchema })).output(
    listenerSchema.extend({
      topArtists: z.array(z.object({ name: z.string(), plays: z.number() })),
      topGenres: z.array(z.object({ name: z.string(), plays: z.number() })),
      recent: z.array(z.object({ track: trackSchema, at: timeSchema.nullable(), plays: z.number() })),
      follows: z.number(),
    }),
  ),
  /** The plays of one listener that stand behind a reason. */
  plays: call
    .input(z.object({ userId: idSchema, trackId: idSchema, limit: z.number().int().max(500).default(50) }))
    .output(z.array(playSchema)),
  /** A listener's sittings, the latest first, or those that began at a moment; each play with its row of bronze. */
  sessions: call
    .input(
      z.object({
        userId: idSchema,
        startedAt: timeSchema.optional(),
        limit: z.number().int().min(1).max(50).default(10),
      }),
    )
    .output(z.array(sessionSchema)),
  recommend: call
    .input(
      z.object({
        for: who,
        k: z.number().int().min(1).max(500).default(20),
        filters: recommendFiltersSchema.prefault({}),
        /** Of the hybrid's parts, by name; what is left out keeps its own. Moving one re-ranks at once. */
        weights: z.record(z.string(), z.number().min(0).max(10)).optional(),
        /** When left out, the model that is served for lists, or for a session the one for the next track. */
        modelId: z.string().optional(),
        reasons: z.number().int().min(0).max(50).default(5),
      }),
    )
    .output(
      z.object({
        model: z.object({ modelId: z.string(), title: z.string(), snapshotId: z.number(), stale: z.boolean() }),
        /** The hybrid's parts with the weights that were used; one part for a single recommender. */
        parts: z.array(z.object({ name: z.string(), title: z.string(), weight: z.number(), default: z.number() })),
        items: z.array(recommendationSchema),
        /** How the model itself puts its lists in order, where nobody says otherwise. */
        shape: listShapeSchema,
        /** The list as it is, and as it would be without moved weights, caps and re-ranking. */
        metrics: z.object({ shown: listMetricsSchema, plain: listMetricsSchema }),
        milliseconds: z.number(),
        /** Why the list is shorter or less personal than wished: an unknown listener, everything filtered out. */
        note: z.string().nullable(),
      }),
    ),
  /** The recommenders that can be fitted, with their parameters as JSON Schema. */
  recommenders: call.output(
    z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        exact: z.boolean(),
        task: z.enum(TASKS),
        /** There is a usual space for a search of its parameters. */
        searchable: z.boolean(),
        needs: z.array(z.string()),
        params: z.unknown(),
      }),
    ),
  ),
  models: call.output(z.array(modelSchema)),
  /** Serves a model. `check_failed` names the gates that did not pass, unless overridden with a reason, which is logged. */
  publish: call
    .input(z.object({ modelId: z.string(), override: z.object({ reason: z.string().min(3) }).optional() }))
    .output(modelSchema),
  /** Serves the model that was served before. */
  rollback: call
    .input(z.object({ task: z.enum(TASKS).default('lists'), reason: z.string().min(3).optional() }).prefault({}))
    .output(modelSchema),
  /** How the lists of two models differ for the listeners that both know (300 of them at most), and for whom most. */
  compare: call
    .input(z.object({ a: z.string(), b: z.string(), k: z.number().int().min(1).max(100).default(10) }))
    .output(listComparisonSchema),
  removeModel: call.input(z.object({ modelId: z.string() })).output(z.object({ ok: z.literal(true) })),
  /** Newest first. */
  evaluations: call
    .input(z.object({ recommender: z.string().optional(), limit: z.number().int().max(1000).default(200) }))
    .output(z.array(evaluationSchema)),
  /** Gates of publishing, as they last ran for a model. */
  gates: call
    .input(z.object({ modelId: z.string() }))
    .output(z.array(z.object({ gate: z.string(), passed: z.boolean(), detail: z.string() }))),
  fit: call
    .input(
      z.object({
        recommender: z.string(),
        params: z.record(z.string(), z.unknown()).default({}),
        seed: z.number().int().default(42),
      }),
    )
    .output(jobSchema),
  evaluate: call
    .input(
      z.object({
        recommenders: z.array(z.string()).optional(),
        /** Instead: the parameters of these models, beside popularity, which their gates ask for. */
        models: z.array(z.string()).max(8).optional(),
        k: z.number().int().min(1).max(200).default(10),
        /** By default the past against the last 28 days, or with `next-track` the sessions of these. */
        task: z.enum(TASKS).default('lists'),
      }),
    )
    .output(jobSchema),
  /** Looks for a recommender's parameters on a validation cut, as a job; started again it goes on where it was. */
  search: call
    .input(
      z.object({
        recommender: z.string(),
        trials: z.number().int().min(1).max(200).default(18),
        strategy: z.enum(['random', 'halving']).default('halving'),
        metric: z.enum(['ndcg@10', 'ndcg@20', 'recall@10', 'recall@20', 'map@10']).default('ndcg@10'),
        seed: z.number().int().default(1),
      }),
    )
    .output(jobSchema),
  /** The newest search of each recommender whose trials are kept. */
  searches: call.output(z.array(searchSchema)),
};
