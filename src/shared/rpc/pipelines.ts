import { z } from 'zod';
import { JOB_KINDS } from '../domain/jobs.ts';
import { call, timeSchema } from './base.ts';

const paramsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

export const pipelineSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  schedule: z.object({ cron: z.string(), timezone: z.string() }).nullable(),
  params: paramsSchema,
  steps: z.array(z.object({ id: z.string(), job: z.enum(JOB_KINDS), needs: z.array(z.string()) })),
  lastDueAt: timeSchema.nullable(),
  nextDueAt: timeSchema.nullable(),
  /** Due times that went by unattended and were caught up by the last run. */
  missed: z.number(),
});
export type PipelineInfo = z.infer<typeof pipelineSchema>;

export const pipelines = {
  list: call.output(z.array(pipelineSchema)),
  /** Starts a pipeline now, with `params` in place of its own where they are given. */
  run: call
    .input(z.object({ name: z.string(), params: paramsSchema.default({}) }))
    .output(z.object({ runId: z.string(), jobIds: z.array(z.number()) })),
};
