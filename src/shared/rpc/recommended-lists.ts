import { z } from 'zod';
import { dateSchema, idSchema, timeSchema } from './base.ts';

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
