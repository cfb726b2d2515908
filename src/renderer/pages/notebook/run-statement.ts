import type { z } from 'zod';
import type { CellEvent, CellReference, limitsSchema, Param } from '../../../shared/rpc/cells.ts';
import { rpc } from '../../rpc/client.ts';
import { problemOf } from '../../rpc/problem.ts';
import type { CellFailure, CellResult, PartialResult } from './cell-run.ts';
import { inSlot } from './slots.ts';

export interface Statement {
  cellId: string;
  sql: string;
  params: Record<string, Param>;
  references: CellReference[];
  /** Stop after so many rows. */
  previewRows?: number;
  limits?: Partial<z.infer<typeof limitsSchema>>;
}

export type Outcome =
  | { kind: 'done'; result: Omit<CellResult, 'key' | 'part'> }
  | { kind: 'failed'; failure: CellFailure; partial: PartialResult | null }
  | { kind: 'cancelled' };

/** Runs a statement to its end; `onPartial` hears of every batch of rows. Aborting kills it. Never throws. */
export async function runStatement(
  statement: Statement,
  signal: AbortSignal,
  onPartial: (partial: PartialResult) => void = () => {},
): Promise<Outcome> {
  let started: Extract<CellEvent, { kind: 'started' }> | null = null;
  let partial: PartialResult | null = null;
  const grow = (change: Partial<PartialResult>): void => {
    if (started === null) return;
    const { resultId, compiledSql, snapshotId, reads } = started;
    partial = {
      rows: 0,
      columns: [],
      milliseconds: 0,
      ...partial,
      resultId,
      compiledSql,
      snapshotId,
      reads,
      ...change,
    };
    if (partial.columns.length > 0) onPartial(partial);
  };
  try {
    return await inSlot(signal, async () => {
      for await (const event of await rpc.cells.start(statement, { signal })) {
        switch (event.kind) {
          case 'started':
            started = event;
            break;
          case 'schema':
            grow({ columns: event.columns });
            break;
          case 'batch':
            grow({ rows: event.rows, milliseconds: event.milliseconds });
            break;
          case 'working':
            break;
          case 'completed': {
            if (started === null) throw new Error('the statement ended before it began');
            const { resultId, compiledSql, snapshotId, reads, at } = started;
            const { columns, rows, milliseconds } = event;
            return {
              kind: 'done',
              result: {
                resultId,
                compiledSql,
                snapshotId,
                reads,
                at,
                columns,
                rows,
                milliseconds,
                preview: rows === statement.previewRows,
              },
            };
          }
          case 'failed': {
            const { message, limit, offset, length } = event;
            return { kind: 'failed', failure: { message, limit, offset, length }, partial };
          }
          case 'cancelled':
            return { kind: 'cancelled' };
        }
      }
      return failed('the connection ended before the result came');
    });
  } catch (error) {
    if (signal.aborted) return { kind: 'cancelled' };
    const { message, details } = problemOf(error);
    const length = typeof details.length === 'number' ? details.length : null;
    return { ...failed(message), failure: { message, limit: null, offset: details.offset ?? null, length } };
  }
}

const failed = (message: string): Extract<Outcome, { kind: 'failed' }> => ({
  kind: 'failed',
  failure: { message, limit: null, offset: null, length: null },
  partial: null,
});
