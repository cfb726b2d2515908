import { z } from 'zod';
import { call, idSchema } from './base.ts';

export const MATCH_STATUSES = ['merged', 'proposed', 'confirmed', 'split'] as const;

export const matchSideSchema = z.object({
  trackId: idSchema,
  title: z.string(),
  artist: z.string(),
  album: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export type MatchSide = z.infer<typeof matchSideSchema>;

const decisionSchema = z.enum(['same', 'different', 'open']);

/** Two tracks that are taken for one recording, or may be. */
export const matchSchema = z.object({
  track: matchSideSchema,
  other: matchSideSchema,
  /** The track that stands for both; null while they are not taken for one. */
  canonicalTrackId: idSchema.nullable(),
  status: z.enum(MATCH_STATUSES),
  confidence: z.number(),
  reason: z.enum(['isrc', 'mbid', 'name', 'spelling', 'subtitle', 'person']),
  /** In words: "same title; same artist; lengths 1 s apart". */
  evidence: z.string(),
  /** What a person has said since the last build. */
  waiting: decisionSchema.nullable(),
});
export type MatchRow = z.infer<typeof matchSchema>;

const querySchema = z.object({
  status: z.enum(MATCH_STATUSES).optional(),
  /** In either title or artist. */
  text: z.string().default(''),
  from: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type MatchQuery = z.infer<typeof querySchema>;

export const matchPageSchema = z.object({
  /** How many pairs fit the query. */
  total: z.number(),
  counts: z.object({ merged: z.number(), proposed: z.number(), confirmed: z.number(), split: z.number() }),
  /** Decisions that take effect with the next build. */
  waiting: z.number(),
  rows: z.array(matchSchema),
});
export type MatchPage = z.infer<typeof matchPageSchema>;

export const matches = {
  /** The least sure first. */
  list: call.input(querySchema).output(matchPageSchema),
  /** Writes down whether two tracks are the same recording; `open` takes a decision back. The next build follows it. */
  decide: call
    .input(z.object({ trackId: idSchema, otherTrackId: idSchema, decision: decisionSchema }))
    .output(z.object({ loadId: z.number() })),
};
