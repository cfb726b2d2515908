import { z } from 'zod';
import { idSchema, timeSchema } from './base.ts';

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
