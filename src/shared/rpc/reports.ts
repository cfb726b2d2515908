import { z } from 'zod';
import { call, idSchema, okSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

export const REPORT_FORMATS = ['html', 'csv', 'parquet', 'arrow'] as const;

export const reportSchema = z.object({
  reportId: z.number(),
  runId: z.string(),
  title: z.string(),
  /** The main file. */
  path: z.string(),
  formats: z.array(z.string()),
  files: z.array(z.object({ name: z.string(), path: z.string(), format: z.string(), bytes: z.number() })),
  sha256: z.string(),
  snapshotId: z.number(),
  modelId: z.string().nullable(),
  params: z.record(z.string(), z.unknown()),
  createdAt: timeSchema,
  stale: z.boolean(),
  /** The file is still there and is what was written. */
  intact: z.boolean(),
});
export type Report = z.infer<typeof reportSchema>;

const one = z.object({ reportId: z.number().int() });

export const reports = {
  list: call.output(z.array(reportSchema)),
  get: call.input(one).output(reportSchema),
  /** Its result, when it has succeeded, is {reportId}. It fails with `check_failed` where the model's gates do not pass. */
  make: call
    .input(
      z.object({
        title: z.string().optional(),
        users: z.union([z.array(idSchema).min(1), z.literal('all')]),
        k: z.number().int().min(1).max(200).default(20),
        formats: z.array(z.enum(REPORT_FORMATS)).min(1).default(['html']),
        modelId: z.string().optional(),
        outFolder: z.string().optional(),
        /** Writes it although a gate of the model fails. */
        override: z.object({ reason: z.string().min(3) }).optional(),
      }),
    )
    .output(jobSchema),
  remove: call.input(one).output(okSchema),
};

/** One file of a report; reach it in a tab of its own by `host.ticket({path})`. It is served sandboxed, away from the app's origin. */
export const reportFileUrl = (reportId: number, file: string): string =>
  `/reports/${reportId}/${encodeURIComponent(file)}`;
