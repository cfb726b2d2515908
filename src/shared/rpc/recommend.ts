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

/** One addend of a score. For exact recommenders the contributions sum to the score. */
export const reasonSchema = z.object({
  part: z.string(),
  contribution: z.number(),
  kind: z.enum(['item', 'user', 'playlist', 'artist', 'genre', 'feature', 'tag', 'popularity']),
  /** The track, user, playlist, … behind it. */
  id: idSchema.nullable(),
  label: z.string(),
  /** In a sentence: "you played Blue Monday 14 times". */
  text: z.string(),
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
  /** 0 … 1: how much diversity to trade for score. */
  diversity: z.number().min(0).max(1).optional(),
});
export type RecommendFilters = z.infer<typeof recommendFiltersSchema>;

export const modelSchema = z.object({
  modelId: z.string(),
  recommender: z.string(),
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

const who = z.union([z.object({ userId: idSchema }), z.object({ seedTrackId: idSchema })]);

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
    .output(z.array(z.object({ at: timeSchema, msPlayed: z.number().nullable() }))),
  recommend: call
    .input(
      z.object({
        for: who,
        k: z.number().int().min(1).max(500).default(20),
        filters: recommendFiltersSchema.prefault({}),
        /** Of the hybrid's parts, by name; what is left out keeps its own. Moving one re-ranks at once. */
        weights: z.record(z.string(), z.number().min(0).max(10)).optional(),
        /** The served model when left out. */
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
  rollback: call.output(modelSchema),
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
    .input(z.object({ recommenders: z.array(z.string()).optional(), k: z.number().int().min(1).max(200).default(10) }))
    .output(jobSchema),
};
