import type { JobContext } from '../jobs/context.ts';
import { TracklakeError } from '../../shared/errors.ts';
import { findLoad, type Load } from '../lakehouse/ledger.ts';
import { replayPath } from '../lakehouse/ledger-forget.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { markQuarantine, openQuarantine, type QuarantinedRow } from '../lakehouse/quarantine.ts';
import { appendRows, type InnerRow } from './append-rows.ts';

/** A corrected row: values for bronze columns, as text or as they are. */
export interface Correction {
  quarantineId: number;
  values: Readonly<Record<string, unknown>>;
}

/**
 * Loads corrected rows of the quarantine, one load for each file that they came from, and marks them replayed in the
 * same commit. Throws, and changes nothing of that file's, when a row is still wrong, is not there, or is not open.
 */
export function replayQuarantine(lake: Lakehouse, corrections: readonly Correction[], ctx: JobContext): Load[] {
  const rows = openQuarantine(
    lake,
    corrections.map(correction => correction.quarantineId),
  );
  const byLoad = Map.groupBy(
    rows.map((row, i) => ({ row, values: corrections[i]?.values ?? {} })),
    ({ row }) => row.loadId,
  );
  return [...byLoad].map(([loadId, group]) => replayLoad(lake, loadId, group, ctx));
}

function replayLoad(
  lake: Lakehouse,
  loadId: number,
  group: { row: QuarantinedRow; values: InnerRow }[],
  ctx: JobContext,
): Load {
  const origin = findLoad(lake, loadId);
  const ids = group.map(({ row }) => row.quarantineId);
  try {
    return appendRows(
      lake,
      origin.relation,
      origin.source,
      group.map(({ values }) => values),
      ctx,
      {
        fileName: `${origin.fileName} (corrected: ${ids.join(', ')})`,
        path: replayPath(loadId),
        identity: `replay ${loadId} ${ids.join(',')}`,
        alongside: () => markQuarantine(lake, ids, 'replayed'),
      },
    );
  } catch (error) {
    if (!(error instanceof TracklakeError) || error.details.line === undefined) throw error;
    const wrong = group[error.details.line - 1]?.row;
    const where = wrong === undefined ? origin.fileName : `${wrong.fileName}:${wrong.lineNo}`;
    throw new TracklakeError(
      error.code,
      `${where}: ${error.message}`,
      { ...error.details, file: origin.fileName },
      { cause: error },
    );
  }
}
