import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { JOB_KINDS, JOB_STATES } from '../domain/jobs.ts';
import { call, okSchema, timedProgressSchema, timeSchema } from './base.ts';

export const jobSchema = z.object({
  jobId: z.number(),
  runId: z.string(),
  kind: z.enum(JOB_KINDS),
  title: z.string(),
  params: z.record(z.string(), z.unknown()),
  state: z.enum(JOB_STATES),
  attempt: z.number(),
  progress: timedProgressSchema.nullable(),
  result: z.unknown(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});

export const jobLogLineSchema = z.object({
  runId: z.string(),
  jobId: z.number(),
  at: timeSchema,
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
});

export const jobEventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), job: jobSchema }),
  z.object({ kind: z.literal('log'), line: jobLogLineSchema }),
]);
export type JobEvent = z.infer<typeof jobEventSchema>;

const jobId = z.object({ jobId: z.number().int() });

export const jobs = {
  /** Newest first. */
  list: call
    .input(
      z.object({
        states: z.array(z.enum(JOB_STATES)).optional(),
        kinds: z.array(z.enum(JOB_KINDS)).optional(),
        runId: z.string().optional(),
        beforeJobId: z.number().int().optional(),
        limit: z.number().int().max(1000).default(100),
      }),
    )
    .output(z.array(jobSchema)),
  get: call.input(jobId).output(jobSchema),
  /** Oldest first. */
  logs: call
    .input(
      jobId.extend({
        level: z.enum(['debug', 'info', 'warn', 'error']).default('debug'),
        limit: z.number().int().max(10_000).default(1000),
      }),
    )
    .output(z.array(jobLogLineSchema)),
  /** Params are those of the kind's command: `fit` takes {recommender, params, seed}, `build` {relations?, full?}, … */
  start: call
    .input(
      z.object({
        kind: z.enum(JOB_KINDS),
        params: z.record(z.string(), z.unknown()).default({}),
        title: z.string().optional(),
      }),
    )
    .output(jobSchema),
  /** A queued job ends at once, a running one at its next poll; the job's state says when it has. */
  cancel: call.input(jobId).output(okSchema),
  /** A new job with the same kind and params. `conflict` when the old one has not ended. */
  retry: call.input(jobId).output(jobSchema),
  /** The job as it is now, its log so far, then every change until it has ended; the iterator ends with it. */
  watch: call.input(jobId).output(eventIterator(jobEventSchema)),
  watchRun: call.input(z.object({ runId: z.string() })).output(eventIterator(jobEventSchema)),
};
