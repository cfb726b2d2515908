import { z } from 'zod';
import { call, okSchema, timeSchema } from './base.ts';

/**
 * How a notebook is named everywhere: `shipped:overview.md` (data/notebooks, read-only), `user:weekly/heat.md` (the user's
 * notebook folder), `file:/absolute/path.md`, `untitled:UUID` (lives in the journal alone until it is saved).
 */
export const notebookRefSchema = z.string().regex(/^(shipped|user|file|untitled):.+$/s);
export type NotebookRef = z.infer<typeof notebookRefSchema>;

export const notebookSummarySchema = z.object({
  ref: notebookRefSchema,
  /** Its first heading, or its file's name. */
  title: z.string(),
  /** Its first paragraph. */
  description: z.string(),
  origin: z.enum(['shipped', 'user', 'file', 'untitled']),
  /** Null for untitled ones. */
  path: z.string().nullable(),
  modifiedAt: timeSchema,
  bytes: z.number(),
  cells: z.number(),
  /** The journal holds text that was not saved. */
  draft: z.boolean(),
});
export type NotebookSummary = z.infer<typeof notebookSummarySchema>;

export const draftSchema = z.object({
  ref: notebookRefSchema,
  title: z.string(),
  text: z.string(),
  /** The etag of the file that it was typed over; null for untitled. */
  baseEtag: z.string().nullable(),
  at: timeSchema,
});
export type Draft = z.infer<typeof draftSchema>;

export const openNotebookSchema = z.object({
  ref: notebookRefSchema,
  title: z.string(),
  text: z.string(),
  readonly: z.boolean(),
  path: z.string().nullable(),
  /** SHA-256 of the file's text; give it to `save`. Null for untitled. */
  etag: z.string().nullable(),
  /** Text from the journal that is newer than the file, when there is any. */
  draft: draftSchema.nullable(),
  /** The outputs' side file as `saveOutputs` wrote it, when there is one. */
  outputs: z.unknown(),
  /** Cells that had started and not ended when the app last stopped: run nothing by itself, and say which. */
  safeMode: z.object({ cells: z.array(z.string()), at: timeSchema }).nullable(),
});
export type OpenNotebook = z.infer<typeof openNotebookSchema>;

const one = z.object({ ref: notebookRefSchema });
const saved = z.object({ ref: notebookRefSchema, etag: z.string(), path: z.string(), modifiedAt: timeSchema });

export const notebooks = {
  /** Shipped ones, the user's folder, recently opened files and untitled drafts. */
  list: call.output(z.array(notebookSummarySchema)),
  open: call.input(one).output(openNotebookSchema),
  /** Writes the file whole (temporary file, then rename). `conflict` when it changed on disk since `baseEtag`. Empties the draft. */
  save: call.input(one.extend({ text: z.string(), baseEtag: z.string().nullable() })).output(saved),
  /** Under the user's folder by `name`, or anywhere by `path`. `conflict` when it is there and `overwrite` is false. */
  saveAs: call
    .input(
      z.object({
        /** Its draft is emptied. */
        from: notebookRefSchema.optional(),
        text: z.string(),
        name: z.string().optional(),
        path: z.string().optional(),
        overwrite: z.boolean().default(false),
      }),
    )
    .output(saved),
  /** A new untitled notebook, in the journal at once. */
  create: call.input(z.object({ text: z.string().default('') })).output(openNotebookSchema),
  duplicate: call.input(one).output(openNotebookSchema),
  rename: call.input(one.extend({ name: z.string().min(1) })).output(saved),
  /** Moves the file to the state folder's bin; an untitled draft goes for good. */
  remove: call.input(one).output(okSchema),
  /**
   * What has been typed, whole; call it every keystroke batch. Durable when it returns. `seq` grows, over restarts too
   * (take Date.now()): an
   * older one than is kept is ignored.
   */
  journal: call
    .input(one.extend({ text: z.string().max(20_000_000), baseEtag: z.string().nullable(), seq: z.number().int() }))
    .output(z.object({ kept: z.boolean() })),
  /** Drafts that were never saved, newest first: what to offer after a crash. */
  drafts: call.output(z.array(draftSchema)),
  discardDraft: call.input(one).output(okSchema),
  /** Earlier texts from the journal and from saves, newest first. */
  versions: call
    .input(one.extend({ limit: z.number().int().max(500).default(50) }))
    .output(z.array(z.object({ versionId: z.number(), at: timeSchema, bytes: z.number(), saved: z.boolean() }))),
  version: call.input(z.object({ versionId: z.number().int() })).output(draftSchema),
  /** The side file with outputs: any JSON value. It may be deleted by anyone at any time. */
  saveOutputs: call.input(one.extend({ outputs: z.unknown() })).output(okSchema),
};
