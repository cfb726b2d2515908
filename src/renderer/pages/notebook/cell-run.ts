import { z } from 'zod';
import { LIMIT_KINDS } from '../../../shared/rpc/cells.ts';
import { resultColumnSchema } from '../../../shared/rpc/results.ts';

/** A finished result with everything that it came from: what the stamp under an output says. */
export const cellResultSchema = z.object({
  resultId: z.string(),
  columns: z.array(resultColumnSchema),
  rows: z.number(),
  milliseconds: z.number(),
  /** The state of the lakehouse that it read. */
  snapshotId: z.number(),
  /** Relations that it read. */
  reads: z.array(z.string()),
  compiledSql: z.string(),
  at: z.string(),
  /** Only its first rows were asked for, and there may be more. */
  preview: z.boolean().default(false),
  /** It is of a part of the cell's text: what was selected, or one statement of several. */
  part: z.boolean().default(false),
  /** What it was made of: text, bound values, results read. Another key makes it stale. */
  key: z.string(),
});
export type CellResult = z.infer<typeof cellResultSchema>;

export interface CellFailure {
  message: string;
  limit: (typeof LIMIT_KINDS)[number] | null;
  /** Place in the cell's own text. */
  offset: number | null;
  length: number | null;
}

/** Where a cell is. A result stays on the screen while the next one is made. */
export type CellRun =
  | { kind: 'queued'; last: CellResult | null }
  | { kind: 'running'; startedAt: number; partial: PartialResult | null; last: CellResult | null }
  | { kind: 'done'; result: CellResult }
  | { kind: 'failed'; failure: CellFailure; partial: PartialResult | null; last: CellResult | null }
  | { kind: 'cancelled'; last: CellResult | null };

/** Rows that can be read before the statement has ended. */
export interface PartialResult extends Pick<
  CellResult,
  'resultId' | 'columns' | 'rows' | 'compiledSql' | 'snapshotId' | 'reads'
> {
  milliseconds: number;
}

export const lastResult = (run: CellRun | undefined): CellResult | null =>
  run === undefined ? null : run.kind === 'done' ? run.result : run.last;

export const isBusy = (run: CellRun | undefined): boolean => run?.kind === 'queued' || run?.kind === 'running';

export type Staleness = 'edited' | 'upstream' | 'new data';

export const STALE_TEXT: Record<Staleness, string> = {
  edited: 'the cell was changed since',
  upstream: 'a cell that it reads has a newer result',
  'new data': 'new data has landed since',
};
