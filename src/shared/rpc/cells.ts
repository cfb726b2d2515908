import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call } from './base.ts';
import { resultColumnSchema, statisticsSchema } from './results.ts';

/** A value bound to `:name`; never spliced into the text. A bigint survives. */
export const paramSchema = z.union([z.string(), z.number(), z.bigint(), z.boolean(), z.null()]);
export type Param = z.infer<typeof paramSchema>;

export const limitsSchema = z.object({
  /** Default 10 min. */
  milliseconds: z.number().int().min(1).max(86_400_000),
  /** Default 20 M. */
  rows: z.number().int().min(1).max(2_000_000_000),
  /** Resident memory of the cell's process; default 1 GiB. */
  memoryBytes: z.number().int().min(150_000_000),
  /** SQLite's temporary files; default 8 GiB. */
  tempBytes: z.number().int().min(1_000_000),
  /** The stored result; default 8 GiB. */
  resultBytes: z.number().int().min(1_000_000),
});
export const LIMIT_KINDS = ['time', 'rows', 'memory', 'temp', 'result', 'value'] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** Another cell's result, readable in the SQL as `{{name}}` or as a plain relation name. */
export const cellReferenceSchema = z.object({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
  /** Its stored result: read as it is. Without one, its SQL goes in as a common table expression. */
  resultId: z.string().optional(),
  sql: z.string().optional(),
});
export type CellReference = z.infer<typeof cellReferenceSchema>;

const statement = z.object({
  sql: z.string().max(1_000_000),
  params: z.record(z.string(), paramSchema).default({}),
  references: z.array(cellReferenceSchema).default([]),
});

export const cellEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('started'),
    /** Where its rows are read: see results.ts. */
    resultId: z.string(),
    /** What runs, with references compiled in. */
    compiledSql: z.string(),
    /** The lakehouse's state that it reads. */
    snapshotId: z.number(),
    /** Relations that it reads, so that it can be marked stale. */
    reads: z.array(z.string()),
    at: z.string(),
  }),
  /** Comes again when a column turns out to hold more kinds of values than its first rows did. */
  z.object({ kind: z.literal('schema'), columns: z.array(resultColumnSchema) }),
  /** `rows` is the total so far: windows up to it can be read. The first comes with the first 100 rows. */
  z.object({ kind: z.literal('batch'), rows: z.number(), bytes: z.number(), milliseconds: z.number() }),
  /** Every 250 ms while no rows come. */
  z.object({ kind: z.literal('working'), milliseconds: z.number(), memoryBytes: z.number(), tempBytes: z.number() }),
  z.object({
    kind: z.literal('completed'),
    rows: z.number(),
    bytes: z.number(),
    milliseconds: z.number(),
    columns: z.array(resultColumnSchema),
  }),
  z.object({
    kind: z.literal('failed'),
    code: z.enum(['sql', 'limit', 'forbidden', 'bad_input', 'not_found', 'internal']),
    message: z.string(),
    /** Which ceiling it hit, when code is `limit`; the rows before it stay readable. */
    limit: z.enum(LIMIT_KINDS).nullable(),
    /** Index into the SQL as it was given (UTF-16); null where it is not known. */
    offset: z.number().nullable(),
    length: z.number().nullable(),
    rows: z.number(),
    milliseconds: z.number(),
  }),
  /** The process was stopped from elsewhere (`cells.cancel`). A call that its own caller aborts gets no more events. */
  z.object({ kind: z.literal('cancelled'), rows: z.number(), milliseconds: z.number() }),
]);
export type CellEvent = z.infer<typeof cellEventSchema>;

export const sqlProblemSchema = z.object({
  message: z.string(),
  offset: z.number().nullable(),
  length: z.number().nullable(),
  severity: z.enum(['error', 'warning']),
});
export type SqlProblem = z.infer<typeof sqlProblemSchema>;

/** A node of EXPLAIN QUERY PLAN. */
export interface PlanNode {
  id: number;
  detail: string;
  /** Reads every row of a relation or an index. */
  fullScan: boolean;
  /** The relation that it reads, where it reads one. */
  relation: string | null;
  /** Rows in that relation, to say how much a full scan costs; null where unknown. */
  rows: number | null;
  /** Of a full scan: the columns of an index that would spare it, where one would. */
  index: string[] | null;
  /** USE TEMP B-TREE and the like: sorts or materialises. */
  materialises: boolean;
  children: PlanNode[];
}
export const planNodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    id: z.number(),
    detail: z.string(),
    fullScan: z.boolean(),
    relation: z.string().nullable(),
    rows: z.number().nullable(),
    index: z.array(z.string()).nullable(),
    materialises: z.boolean(),
    children: z.array(planNodeSchema),
  }),
);

export const profileSchema = z.object({
  relation: z.string(),
  /** Rows in the relation, and how many were looked at. */
  rows: z.number(),
  sampledRows: z.number(),
  sampled: z.boolean(),
  /** The time box ran out: the rows end early, or the last columns were looked at by fewer of them, as each says. */
  timedOut: z.boolean(),
  milliseconds: z.number(),
  columns: z.array(statisticsSchema),
});
export type RelationProfile = z.infer<typeof profileSchema>;

export const cells = {
  /**
   * Runs one SELECT, WITH, VALUES or EXPLAIN once. Aborting the call cancels it: its process is killed.
   * A browser has six connections per origin, so run at most three at a time.
   */
  start: call
    .input(
      statement.extend({
        cellId: z.string(),
        limits: limitsSchema.partial().default({}),
        /** Keep no more than these rows, and say completed: a preview. */
        previewRows: z.number().int().min(1).optional(),
      }),
    )
    .output(eventIterator(cellEventSchema)),
  /** Stops a running cell from elsewhere; its own subscription ends with `cancelled`. */
  cancel: call.input(z.object({ resultId: z.string() })).output(z.object({ cancelled: z.boolean() })),
  /** Prepares without running: the first error with its place, and the columns and parameters when there is none. */
  check: call.input(statement).output(
    z.object({
      problems: z.array(sqlProblemSchema),
      columns: z.array(z.object({ name: z.string(), type: z.string().nullable() })),
      /** Names of `:name` parameters, in order. */
      params: z.array(z.string()),
      /** Relations that it reads. */
      reads: z.array(z.string()),
      compiledSql: z.string(),
    }),
  ),
  explain: call.input(statement).output(z.object({ plan: z.array(planNodeSchema), text: z.string() })),
  /** Everything that completion needs; ask again when the snapshot changes. */
  schema: call.output(
    z.object({
      snapshotId: z.number(),
      relations: z.array(
        z.object({
          name: z.string(),
          type: z.enum(['table', 'view']),
          rows: z.number().nullable(),
          columns: z.array(z.object({ name: z.string(), type: z.string() })),
        }),
      ),
      functions: z.array(
        z.object({
          name: z.string(),
          kind: z.enum(['scalar', 'aggregate', 'window', 'table']),
          /** Numbers of arguments that it takes; -1: any. */
          arities: z.array(z.number()),
        }),
      ),
      keywords: z.array(z.string()),
    }),
  ),
  /** The first rows of a relation, as a stored result. */
  preview: call
    .input(z.object({ relation: z.string(), limit: z.number().int().min(1).max(10_000).default(100) }))
    .output(z.object({ resultId: z.string(), rows: z.number(), columns: z.array(resultColumnSchema) })),
  /** Looks at all columns, as far as the time box allows; sampled beyond `sampleRows`. */
  profile: call
    .input(
      z.object({
        relation: z.string(),
        columns: z.array(z.string()).optional(),
        milliseconds: z.number().int().min(50).max(60_000).default(1500),
        sampleRows: z.number().int().min(100).max(10_000_000).default(100_000),
      }),
    )
    .output(profileSchema),
};
