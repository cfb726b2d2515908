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

/** A check with what it found the last times, newest last: 1 passed, 0 did not. */
export const documentedCheckSchema = checkSchema.extend({ history: z.array(z.union([z.literal(0), z.literal(1)])) });
export type DocumentedCheck = z.infer<typeof documentedCheckSchema>;

export const documentedSourceSchema = z.object({
  source: z.string(),
  title: z.string(),
  relations: z.array(z.string()),
  loads: z.number(),
  rowsIn: z.number(),
  rowsLoaded: z.number(),
  /** Rows of its files that still wait in quarantine. */
  waiting: z.number(),
  bytes: z.number(),
  firstLoadAt: timeSchema,
  lastLoadAt: timeSchema,
  /** Columns that came or went, newest file first: `trends.csv: new: mood`. */
  changes: z.array(z.object({ fileName: z.string(), difference: z.string(), at: timeSchema })),
});
export type DocumentedSource = z.infer<typeof documentedSourceSchema>;

export const documentedSchemaSchema = z.object({
  name: z.string(),
  kind: z.enum(['event', 'source']),
  version: z.number(),
  title: z.string(),
  fields: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean(), description: z.string() })),
  /** Null: no data has come in under it. */
  registeredAt: timeSchema.nullable(),
  changes: z.array(z.object({ at: timeSchema, difference: z.string() })),
});
export type DocumentedSchema = z.infer<typeof documentedSchemaSchema>;

/** All that there is to know about a lakehouse without reading its rows: what is in it, from where, and how far it can be trusted. */
export const dataDocsSchema = z.object({
  madeAt: timeSchema,
  lakeId: z.string(),
  snapshotId: z.number(),
  suites: z.array(z.object({ suite: z.string(), title: z.string(), description: z.string() })),
  checks: z.array(documentedCheckSchema),
  /** What the newest run of all checks cost together. */
  checkSeconds: z.number(),
  relations: z.array(
    relationSummarySchema.extend({
      columnList: z.array(columnSchema),
      upstream: z.array(z.string()),
      downstream: z.array(z.string()),
    }),
  ),
  sources: z.array(documentedSourceSchema),
  /** The newest 200. */
  loads: z.array(
    z.object({
      loadId: z.number(),
      source: z.string(),
      relation: z.string(),
      fileName: z.string(),
      rowsIn: z.number(),
      rowsLoaded: z.number(),
      rowsQuarantined: z.number(),
      sha256: z.string(),
      finishedAt: timeSchema,
    }),
  ),
  schemas: z.array(documentedSchemaSchema),
});
export type DataDocs = z.infer<typeof dataDocsSchema>;

/** Answered by the worker. Preview and column profile scan data, so they are with the cells: `cells.preview`, `cells.profile`. */
export const catalogue = {
  relations: call.output(z.array(relationSummarySchema)),
  relation: call.input(z.object({ name: z.string() })).output(relationDetailSchema),
  /** All relations, or what one relation hangs together with, up and down. */
  lineage: call.input(z.object({ name: z.string().optional() })).output(lineageSchema),
  checks: call
    .input(z.object({ relation: z.string().optional(), failedOnly: z.boolean().default(false) }))
    .output(z.array(checkSchema)),
  docs: call.output(dataDocsSchema),
  /** The same as one HTML file that needs nothing else and runs nothing. */
  docsHtml: call.output(z.object({ html: z.string() })),
};
