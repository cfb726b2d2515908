import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { call, okSchema } from './base.ts';

/**
 * A stored result. Its rows are read by plain fetch, with the same authorization header as the calls:
 *
 *   GET resultWindowUrl(id, {from, rows, view})   Arrow IPC stream of one window (application/vnd.apache.arrow.stream)
 *   GET resultExportUrl(id, {format, view, columns})  the whole of it, or of a view, as a file, streamed; columns by index
 *
 * In Arrow a column is Int64 (read as bigint), Float64, Utf8, Binary or Null, nullable; `kind: 'mixed'` columns hold
 * several kinds of values and come as Utf8. Columns are named by position (`c0`, `c1`, …), because a result may use a name
 * twice: take names from the schema. Response headers: `x-tracklake-rows` is the total that is readable now.
 */
export const COLUMN_KINDS = ['null', 'integer', 'real', 'text', 'blob', 'mixed'] as const;
export type ColumnKind = (typeof COLUMN_KINDS)[number];

export const resultColumnSchema = z.object({
  name: z.string(),
  kind: z.enum(COLUMN_KINDS),
  /** How it should be read, guessed from the declared type, the name and the first values. */
  semantic: z.enum([
    'id',
    'number',
    'integer',
    'boolean',
    'date',
    'time',
    'text',
    'blob',
    'duration_ms',
    'share',
    'null',
  ]),
  declaredType: z.string().nullable(),
  /** Where the column comes from, when it is one of a relation's. */
  relation: z.string().nullable(),
  column: z.string().nullable(),
  nullable: z.boolean(),
});
export type ResultColumn = z.infer<typeof resultColumnSchema>;

export const EXPORT_FORMATS = ['csv', 'jsonl', 'parquet', 'arrow', 'xlsx'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Columns are given by index into the schema. */
export const sortKeySchema = z.object({
  column: z.number().int().min(0),
  descending: z.boolean().default(false),
  nulls: z.enum(['first', 'last']).default('last'),
});
export type SortKey = z.infer<typeof sortKeySchema>;

const scalar = z.union([z.string(), z.number(), z.bigint(), z.null()]);

export const filterSchema = z.discriminatedUnion('op', [
  z.object({ op: z.enum(['=', '!=', '<', '<=', '>', '>=']), column: z.number().int().min(0), value: scalar }),
  z.object({ op: z.enum(['in', 'not in']), column: z.number().int().min(0), values: z.array(scalar) }),
  /** Both ends belong to it. */
  z.object({ op: z.literal('between'), column: z.number().int().min(0), low: scalar, high: scalar }),
  /** Without regard to case; in every column when `column` is null. */
  z.object({ op: z.literal('contains'), column: z.number().int().min(0).nullable(), text: z.string() }),
  z.object({ op: z.enum(['is null', 'is not null']), column: z.number().int().min(0) }),
]);
export type ResultFilter = z.infer<typeof filterSchema>;

export const statisticsSchema = z.object({
  name: z.string(),
  kind: z.enum(COLUMN_KINDS),
  rows: z.number(),
  nulls: z.number(),
  /** A lower bound when `distinctCapped`. */
  distinct: z.number(),
  distinctCapped: z.boolean(),
  min: scalar,
  max: scalar,
  mean: z.number().nullable(),
  median: z.number().nullable(),
  standardDeviation: z.number().nullable(),
  sum: z.number().nullable(),
  /** Numbers: equal bins. Text: empty. */
  histogram: z.array(z.object({ from: z.number(), to: z.number(), count: z.number() })),
  /** Most frequent first. */
  top: z.array(z.object({ value: scalar, count: z.number() })),
  /** Of text: shortest and longest, in characters. */
  lengths: z.object({ min: z.number(), max: z.number() }).nullable(),
});
export type ColumnStatistics = z.infer<typeof statisticsSchema>;

const resultId = z.object({ resultId: z.string() });
const onView = resultId.extend({
  /** A view's id from `results.view`; without one, the result as it came. */
  view: z.string().optional(),
});

const viewRequest = resultId.extend({
  sort: z.array(sortKeySchema).default([]),
  filters: z.array(filterSchema).default([]),
});
const madeView = z.object({ view: z.string(), rows: z.number(), milliseconds: z.number() });
export const VIEW_STEPS = ['reading', 'filtering', 'sorting'] as const;
export type ViewStep = (typeof VIEW_STEPS)[number];

/** What can be done with a stored result, whole, without running the cell again. */
export const results = {
  get: call.input(resultId).output(
    z.object({
      resultId: z.string(),
      state: z.enum(['running', 'completed', 'failed', 'cancelled']),
      sql: z.string(),
      rows: z.number(),
      bytes: z.number(),
      columns: z.array(resultColumnSchema),
      snapshotId: z.number(),
      createdAt: z.string(),
      /** It stays when the cache is full. */
      keep: z.boolean(),
    }),
  ),
  /** Sorts and filters the whole result into a view of it. Stable; the same request gives the same view again at once. */
  view: call.input(viewRequest).output(madeView),
  /** The same, telling how far it is; the last event is the view. */
  viewSteps: call
    .input(viewRequest)
    .output(
      eventIterator(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('working'), step: z.enum(VIEW_STEPS), share: z.number().min(0).max(1) }),
          madeView.extend({ kind: z.literal('made') }),
        ]),
      ),
    ),
  /** Statistics of columns over the whole result or view. */
  statistics: call
    .input(onView.extend({ columns: z.array(z.number().int().min(0)) }))
    .output(z.array(statisticsSchema)),
  /** What the selection of a range in the grid shows. `to` is exclusive. */
  aggregate: call
    .input(
      onView.extend({
        from: z.number().int().min(0),
        to: z.number().int().min(0),
        columns: z.array(z.number().int().min(0)),
      }),
    )
    .output(
      z.object({
        cells: z.number(),
        nulls: z.number(),
        numbers: z.number(),
        sum: z.number().nullable(),
        average: z.number().nullable(),
        min: z.number().nullable(),
        max: z.number().nullable(),
      }),
    ),
  /** Index of the first row at or after `from` where `text` occurs, without regard to case; null when there is none. */
  find: call
    .input(onView.extend({ text: z.string().min(1), from: z.number().int().min(0).default(0) }))
    .output(z.object({ row: z.number().nullable(), column: z.number().nullable() })),
  /** The exact value of one cell, for the detail panel: whole text, blob as base64, integers as text. */
  value: call
    .input(onView.extend({ row: z.number().int().min(0), column: z.number().int().min(0) }))
    .output(z.object({ kind: z.enum(COLUMN_KINDS), text: z.string().nullable(), bytes: z.number() })),
  /** Keeps a result from being swept when the cache is full (history, open notebooks). */
  keep: call.input(resultId.extend({ keep: z.boolean() })).output(okSchema),
  remove: call.input(resultId).output(okSchema),
};

export const RESULTS_PATH = '/results';
/** Rows that one window may ask for. */
export const MAX_WINDOW_ROWS = 100_000;

export function resultWindowUrl(id: string, window: { from: number; rows: number; view?: string }): string {
  const query = new URLSearchParams({ from: String(window.from), rows: String(window.rows) });
  if (window.view !== undefined) query.set('view', window.view);
  return `${RESULTS_PATH}/${encodeURIComponent(id)}?${query}`;
}

export interface ExportChoice {
  format: ExportFormat;
  view?: string | undefined;
  /** Columns by their index, in the order that they shall have; all as they came where it is left out. */
  columns?: readonly number[] | undefined;
  /** Of the file, without its ending. */
  name?: string | undefined;
}

export function resultExportUrl(id: string, { format, view, columns, name }: ExportChoice): string {
  const query = new URLSearchParams({ format });
  if (view !== undefined) query.set('view', view);
  if (columns !== undefined) query.set('columns', columns.join(','));
  if (name !== undefined) query.set('name', name);
  return `${RESULTS_PATH}/${encodeURIComponent(id)}/export?${query}`;
}
