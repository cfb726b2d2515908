import { z } from 'zod';
import { call, dateSchema, timeSchema } from './base.ts';

export const LAYERS = ['bronze', 'silver', 'gold', 'lake'] as const;

export const relationSummarySchema = z.object({
  /** With its layer as prefix: gold_top_artists_by_month. */
  name: z.string(),
  layer: z.enum(LAYERS),
  /** What one row is, in a sentence. */
  grain: z.string(),
  /** False: declared, not built yet; then `rows` is 0. */
  exists: z.boolean(),
  rows: z.number(),
  /** Null where the engine can't tell. */
  bytes: z.number().nullable(),
  columns: z.number(),
  /** First and last day that the rows speak of; null where the relation has no time. */
  coveredFrom: dateSchema.nullable(),
  coveredTo: dateSchema.nullable(),
  builtAt: timeSchema.nullable(),
  /** The snapshot that it was built from; null for bronze. */
  snapshotId: z.number().nullable(),
  stale: z.boolean(),
  checks: z.object({ passed: z.number(), warned: z.number(), failed: z.number() }),
  /** What keeps its rows as they were before: a check of severity error that failed on it, or on what it is made from. */
  heldBy: z.object({ relation: z.string(), check: z.string() }).nullable(),
});
export type RelationSummary = z.infer<typeof relationSummarySchema>;

export const columnSchema = z.object({
  name: z.string(),
  /** As SQLite declares it: integer, real, text, any, blob; empty for an expression. */
  type: z.string(),
  notNull: z.boolean(),
  key: z.boolean(),
  /** The relation and column that it points at, from the header's @references. */
  references: z.object({ relation: z.string(), column: z.string() }).nullable(),
  description: z.string().nullable(),
});
export type ColumnInfo = z.infer<typeof columnSchema>;

export const checkSchema = z.object({
  relation: z.string(),
  kind: z.string(),
  expression: z.string(),
  severity: z.enum(['warn', 'error']),
  /** Null: never ran. */
  passed: z.boolean().nullable(),
  rowsFailed: z.number(),
  rowsChecked: z.number(),
  sample: z.string().nullable(),
  seconds: z.number(),
  checkedAt: timeSchema.nullable(),
});
export type CheckState = z.infer<typeof checkSchema>;

export const relationDetailSchema = relationSummarySchema.extend({
  columnList: z.array(columnSchema),
  /** The relation's own .sql file, header included. */
  sql: z.string(),
  mode: z.enum(['full', 'incremental', 'view']).nullable(),
  buildSeconds: z.number().nullable(),
  /** Names, one step away. */
  upstream: z.array(z.string()),
  downstream: z.array(z.string()),
  checkList: z.array(checkSchema),
});
export type RelationDetail = z.infer<typeof relationDetailSchema>;

export const lineageSchema = z.object({
  nodes: z.array(z.object({ name: z.string(), layer: z.enum(LAYERS), exists: z.boolean(), stale: z.boolean() })),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
});
export type Lineage = z.infer<typeof lineageSchema>;

/** Answered by the worker. Preview and column profile scan data, so they are with the cells: `cells.preview`, `cells.profile`. */
export const catalogue = {
  relations: call.output(z.array(relationSummarySchema)),
  relation: call.input(z.object({ name: z.string() })).output(relationDetailSchema),
  /** All relations, or what one relation hangs together with, up and down. */
  lineage: call.input(z.object({ name: z.string().optional() })).output(lineageSchema),
  checks: call
    .input(z.object({ relation: z.string().optional(), failedOnly: z.boolean().default(false) }))
    .output(z.array(checkSchema)),
};
