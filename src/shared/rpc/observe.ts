import { z } from 'zod';
import { JOB_KINDS } from '../domain/jobs.ts';
import { call, timeSchema } from './base.ts';
import { streamSourceSchema } from './events.ts';

/** Milliseconds that half, 95 % and 99 % of the calls or runs did not exceed. */
const percentiles = { p50: z.number(), p95: z.number(), p99: z.number() };

export const workNowSchema = z.object({
  at: timeSchema,
  queue: z.object({
    queued: z.number(),
    running: z.number(),
    /** How long the first in the queue has waited; 0 when nothing waits. */
    oldestSeconds: z.number(),
  }),
  /** Of the last 500 that ended, by kind; times in milliseconds. */
  jobs: z.array(
    z.object({
      kind: z.enum(JOB_KINDS),
      succeeded: z.number(),
      failed: z.number(),
      cancelled: z.number(),
      ...percentiles,
    }),
  ),
  /** Rows and seconds of the loads that ended within a day. */
  loading: z.object({ loads: z.number(), rows: z.number(), rowsPerSecond: z.number() }),
  stream: z.object({
    acceptedTo: z.number(),
    inBronzeTo: z.number(),
    behind: z.number(),
    /** Accepted over the last minute, by the second. */
    eventsPerSecond: z.number(),
  }),
  /** The same events and those of topics, by where they come from. */
  sources: z.array(streamSourceSchema),
  memory: z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() }),
  lake: z.object({ bytes: z.number(), walBytes: z.number(), snapshotId: z.number() }),
});
export type WorkNow = z.infer<typeof workNowSchema>;

export const slowQuerySchema = z.object({
  kind: z.enum(['cell', 'relation', 'check']),
  /** The statement, the relation or the check. */
  title: z.string(),
  milliseconds: z.number(),
  rows: z.number().nullable(),
  at: timeSchema,
  /** What to open: a notebook, or a relation. */
  ref: z.string().nullable(),
});
export type SlowQuery = z.infer<typeof slowQuerySchema>;

export const metricSeriesSchema = z.object({
  name: z.string(),
  title: z.string(),
  unit: z.enum(['rows', 'seconds', 'share', 'bytes', 'plays', 'listeners']),
  /** Oldest first; `score` is how many robust standard deviations the value lies off what came before it, null while too little came before. */
  points: z.array(
    z.object({
      at: z.string(),
      value: z.number(),
      label: z.string(),
      expected: z.number().nullable(),
      score: z.number().nullable(),
      anomaly: z.boolean(),
    }),
  ),
});
export type MetricSeries = z.infer<typeof metricSeriesSchema>;

export const observe = {
  /** What the worker is doing, and how fast. */
  now: call.output(workNowSchema),
  /** The slowest statements of cells, builds and checks over the last week, slowest first. */
  slow: call.input(z.object({ limit: z.number().int().min(1).max(200).default(30) })).output(z.array(slowQuerySchema)),
  /** Metrics of the lakehouse over time, with marks where one is far off what came before. */
  series: call.output(z.array(metricSeriesSchema)),
};
