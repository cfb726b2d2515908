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

export const verificationSchema = z.object({
  path: z.string(),
  /** The page and every file beside it that it names are, byte for byte, what was written. */
  ok: z.boolean(),
  problems: z.array(z.string()),
  files: z.array(z.object({ name: z.string(), ok: z.boolean() })),
  /** Against this lakehouse's own record, which a change of the page can't reach. */
  record: z.enum(['same', 'differs', 'unknown here']),
  /** What the page says that it was made from. */
  madeFrom: z.object({
    snapshotId: z.number().nullable(),
    modelId: z.string().nullable(),
    lakeId: z.string().nullable(),
  }),
});
export type ReportVerification = z.infer<typeof verificationSchema>;

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
  /** Reads a report again, byte by byte: one that is known here, or any report page by its path. `bad_input` where it is none. */
  verify: call.input(z.union([one, z.object({ path: z.string().min(1) })])).output(verificationSchema),
  remove: call.input(one).output(okSchema),
};

/** One file of a report; reach it in a tab of its own by `host.ticket({path})`. It is served sandboxed, away from the app's origin. */
export const reportFileUrl = (reportId: number, file: string): string =>
  `/reports/${reportId}/${encodeURIComponent(file)}`;
