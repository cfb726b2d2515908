import { z } from 'zod';
import { JOB_KINDS } from '../domain/jobs.ts';
import { call, dateSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

const paramsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const pipelineSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  schedule: z.object({ cron: z.string(), timezone: z.string() }).nullable(),
  /** The folder whose new files start it, and for how long they must not have changed. */
  watch: z.object({ folder: z.string(), settledSeconds: z.number() }).nullable(),
  /** It can be run for a range of weeks. */
  backfill: z.boolean(),
  params: paramsSchema,
  steps: z.array(z.object({ id: z.string(), job: z.enum(JOB_KINDS), needs: z.array(z.string()) })),
  lastDueAt: timeSchema.nullable(),
  nextDueAt: timeSchema.nullable(),
  /** Due times that went by unattended and were caught up by the last run. */
  missed: z.number(),
});
export type PipelineInfo = z.infer<typeof pipelineSchema>;

/** Something that a job read or wrote. `rows` is null where that is no word for it. */
export const touchedThingSchema = z.object({
  kind: z.enum(['file', 'relation', 'model', 'snapshot', 'service']),
  name: z.string(),
  rows: z.number().nullable(),
});
export type TouchedThing = z.infer<typeof touchedThingSchema>;

export const pipelineRunSchema = z.object({
  runId: z.string(),
  pipeline: z.string(),
  title: z.string(),
  /** app, schedule, folder, command line */
  trigger: z.string(),
  startedAt: timeSchema,
  finishedAt: timeSchema.nullable(),
  /** In the order of the steps; a backfill has those of every week. */
  jobs: z.array(jobSchema),
});
export type PipelineRun = z.infer<typeof pipelineRunSchema>;

const startedSchema = z.object({ runId: z.string(), jobIds: z.array(z.number()) });

export const pipelines = {
  list: call.output(z.array(pipelineSchema)),
  /** Files that are no pipelines; the message names file and line. */
  problems: call.output(z.array(z.object({ file: z.string(), message: z.string() }))),
  /** Starts a pipeline now, with `params` in place of its own where they are given. */
  run: call.input(z.object({ name: z.string(), params: paramsSchema.default({}) })).output(startedSchema),
  /** One run for the weeks that end on `from`, a week later, … up to `to`; `unsupported` for a pipeline without `backfill`. */
  backfill: call
    .input(z.object({ name: z.string(), from: dateSchema, to: dateSchema, params: paramsSchema.default({}) }))
    .output(startedSchema),
  /** Newest first. */
  runs: call
    .input(z.object({ name: z.string(), limit: z.number().int().min(1).max(200).default(30) }))
    .output(z.array(pipelineRunSchema)),
  /** What each job of a run read and wrote. */
  touched: call
    .input(z.object({ runId: z.string() }))
    .output(
      z.array(z.object({ jobId: z.number(), reads: z.array(touchedThingSchema), writes: z.array(touchedThingSchema) })),
    ),
};
