import { z } from 'zod';
import { call, okSchema, timeSchema } from './base.ts';
import { jobSchema } from './jobs.ts';

/** Fields of the source by the column that they go to: {track_id: 'song'}. */
export const mappingSchema = z.record(z.string(), z.string());

export const previewColumnSchema = z.object({
  /** As the source calls it. */
  field: z.string(),
  /** The bronze column that it goes to; null: not taken. */
  column: z.string().nullable(),
  type: z.string(),
  examples: z.array(z.string()),
});

export const importPreviewSchema = z.object({
  path: z.string(),
  bytes: z.number(),
  /** The importer that knows this file, and how sure it is (0…1); null when none does. */
  source: z.string().nullable(),
  confidence: z.number(),
  candidates: z.array(z.object({ source: z.string(), title: z.string(), confidence: z.number() })),
  /** The bronze relation it goes to. */
  relation: z.string().nullable(),
  columns: z.array(previewColumnSchema),
  /** Columns that the relation wants, for the mapping. */
  targets: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })),
  /** The first rows as bronze would hold them, and the bronze columns that their values belong to. */
  rows: z.array(z.array(z.string().nullable())),
  rowColumns: z.array(z.string()),
  /** Of the rows looked at: what would be quarantined. */
  sampledRows: z.number(),
  quarantine: z.array(
    z.object({ line: z.number(), column: z.string().nullable(), reason: z.string(), raw: z.string() }),
  ),
  /** Already loaded: the load that holds the same bytes. */
  alreadyLoaded: z.number().nullable(),
  warnings: z.array(z.string()),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

export const loadSchema = z.object({
  loadId: z.number(),
  runId: z.string(),
  sha256: z.string(),
  source: z.string(),
  relation: z.string(),
  fileName: z.string(),
  path: z.string(),
  bytes: z.number(),
  rowsIn: z.number(),
  rowsLoaded: z.number(),
  rowsQuarantined: z.number(),
  startedAt: timeSchema,
  finishedAt: timeSchema,
});
export type Load = z.infer<typeof loadSchema>;

export const quarantineRowSchema = z.object({
  quarantineId: z.number(),
  loadId: z.number(),
  relation: z.string(),
  fileName: z.string(),
  line: z.number(),
  column: z.string().nullable(),
  reason: z.string(),
  message: z.string(),
  raw: z.string(),
  state: z.enum(['open', 'replayed', 'dismissed']),
  /** Of a replayed row: the load that it came in with, and the text that it was corrected to. */
  replayedBy: z.number().nullable(),
  corrected: z.string().nullable(),
});
export type QuarantineRow = z.infer<typeof quarantineRowSchema>;

export const UPLOADS_PATH = '/uploads';

/**
 * Files that the host can't see by path (the browser's picker): `POST uploadUrl(file.name)` with the file as the body and the
 * same authorization header answers `{path}`, a staged copy which `preview` and `start` take.
 */
export const uploadUrl = (fileName: string): string => `${UPLOADS_PATH}?${new URLSearchParams({ name: fileName })}`;
export const uploadAnswerSchema = z.object({ path: z.string(), bytes: z.number(), sha256: z.string() });

export const imports = {
  sources: call.output(
    z.array(
      z.object({ source: z.string(), title: z.string(), description: z.string(), extensions: z.array(z.string()) }),
    ),
  ),
  /** Looks at the head of a file, or at each file of a folder. */
  preview: call
    .input(
      z.object({
        path: z.string(),
        source: z.string().optional(),
        /** With a mapping: the bronze relation that it fills; the one that was detected when left out. */
        relation: z.string().optional(),
        mapping: mappingSchema.optional(),
      }),
    )
    .output(z.array(importPreviewSchema)),
  /** One import job for all of it, and a build after it unless `build` is false. */
  start: call
    .input(
      z.object({
        paths: z.array(z.string()).min(1),
        source: z.string().optional(),
        relation: z.string().optional(),
        mapping: mappingSchema.optional(),
        build: z.boolean().default(true),
      }),
    )
    .output(z.object({ runId: z.string(), jobs: z.array(jobSchema) })),
  /** Newest first. */
  loads: call.output(z.array(loadSchema)),
  /** Takes a load's rows out of bronze, in a job; its file can then be loaded again. */
  forget: call.input(z.object({ loadId: z.number().int() })).output(jobSchema),
  quarantine: call
    .input(
      z.object({
        loadId: z.number().int().optional(),
        relation: z.string().optional(),
        reason: z.string().optional(),
        state: z.enum(['open', 'replayed', 'dismissed']).optional(),
        from: z.number().int().default(0),
        limit: z.number().int().max(1000).default(100),
      }),
    )
    .output(
      z.object({
        total: z.number(),
        rows: z.array(quarantineRowSchema),
        byReason: z.array(z.object({ reason: z.string(), relation: z.string(), count: z.number() })),
        /** Files with rows in this state, whatever the other filters. */
        byFile: z.array(z.object({ loadId: z.number(), fileName: z.string(), count: z.number() })),
      }),
    ),
  /** Tries rows again, as they were, or with `raw`: the corrected text in the source's own form. Says for each what became of it. */
  replay: call
    .input(z.object({ rows: z.array(z.object({ quarantineId: z.number().int(), raw: z.string().optional() })).min(1) }))
    .output(z.array(z.object({ quarantineId: z.number(), replayed: z.boolean(), message: z.string() }))),
  dismiss: call.input(z.object({ quarantineIds: z.array(z.number().int()).min(1) })).output(okSchema),
  /** Replayed rows leave bronze, dismissed ones are taken up: both wait again. Answers all that do now. */
  undo: call
    .input(z.object({ quarantineIds: z.array(z.number().int()).min(1) }))
    .output(z.object({ open: z.array(z.number()) })),
};
