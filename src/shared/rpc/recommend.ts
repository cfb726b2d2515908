import { z } from 'zod';
import { call, idSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';
import { evaluationSchema, listComparisonSchema, modelSchema, searchSchema, TASKS } from './models.ts';
import {
  listenerSchema,
  listMetricsSchema,
  listShapeSchema,
  playSchema,
  recommendationSchema,
  recommendFiltersSchema,
  sessionSchema,
  trackSchema,
} from './recommended-lists.ts';

const who = z.union([
  /** What comes next in a session: its tracks in order, the latest last, and whose it is where that is known. */
  z.object({ session: z.array(idSchema).min(1).max(200), userId: idSchema.optional() }),
  z.object({ userId: idSchema }),
  z.object({ seedTrackId: idSchema }),
]);

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
  /** One run as an HTML page that loads nothing: every recommender side by side. */
  evaluationHtml: call.input(z.object({ runId: z.string() })).output(z.object({ html: z.string() })),
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
