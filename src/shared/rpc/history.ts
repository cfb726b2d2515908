import { z } from 'zod';
import { call, okSchema, timeSchema } from './base.ts';
import { paramSchema } from './cells.ts';
import { notebookRefSchema } from './notebooks.ts';

export const historyEntrySchema = z.object({
  historyId: z.number(),
  notebook: notebookRefSchema.nullable(),
  cellId: z.string(),
  cellName: z.string().nullable(),
  sql: z.string(),
  params: z.record(z.string(), paramSchema),
  /** `interrupted`: the app stopped while it ran. */
  state: z.enum(['running', 'completed', 'failed', 'cancelled', 'interrupted']),
  resultId: z.string().nullable(),
  rows: z.number().nullable(),
  milliseconds: z.number().nullable(),
  snapshotId: z.number().nullable(),
  error: z.string().nullable(),
  startedAt: timeSchema,
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const history = {
  /** Write it before the cell starts: an entry that is still running at the next launch puts its notebook in safe mode. */
  begin: call
    .input(
      z.object({
        notebook: notebookRefSchema.nullable(),
        cellId: z.string(),
        cellName: z.string().nullable().default(null),
        sql: z.string(),
        params: z.record(z.string(), paramSchema).default({}),
      }),
    )
    .output(z.object({ historyId: z.number() })),
  end: call
    .input(
      z.object({
        historyId: z.number().int(),
        state: z.enum(['completed', 'failed', 'cancelled']),
        resultId: z.string().nullable().default(null),
        rows: z.number().nullable().default(null),
        milliseconds: z.number().nullable().default(null),
        snapshotId: z.number().nullable().default(null),
        error: z.string().nullable().default(null),
      }),
    )
    .output(okSchema),
  /** Newest first; `text` is looked for in the SQL, the cell's name and the error. */
  list: call
    .input(
      z.object({
        text: z.string().optional(),
        notebook: notebookRefSchema.optional(),
        cellId: z.string().optional(),
        states: z.array(historyEntrySchema.shape.state).optional(),
        beforeHistoryId: z.number().int().optional(),
        limit: z.number().int().max(1000).default(100),
      }),
    )
    .output(z.array(historyEntrySchema)),
  /** Restoring a result is reading it: `results.get(resultId)`, which says not_found once the cache has let it go. */
  remove: call.input(z.object({ historyIds: z.array(z.number().int()) })).output(okSchema),
  clear: call.output(okSchema),
};
