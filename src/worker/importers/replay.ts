import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { findLoad, type Load } from '../lakehouse/ledger.ts';
import { replayPath } from '../lakehouse/replay-path.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { markQuarantine, openQuarantine, type QuarantinedRow } from '../lakehouse/quarantine.ts';
import { appendRows, type InnerRow } from './append-rows.ts';
import { rereadRow } from './reread.ts';

/**
 * A corrected row: by its text in the source's own form, or by values for bronze columns. With neither, the text is read
 * again as it was, for when the importer has learned something.
 */
export interface Correction {
  quarantineId: number;
  raw?: string;
  values?: Readonly<Record<string, unknown>>;
}

/**
 * Loads corrected rows of the quarantine, one load for each file that they came from, and marks them replayed in the
 * same commit. Throws, and changes nothing of that file's, when a row is still wrong, is not there, or is not open.
 */
export async function replayQuarantine(
  lake: Lakehouse,
  corrections: readonly Correction[],
  ctx: JobContext,
): Promise<Load[]> {
  const rows = openQuarantine(
    lake,
    corrections.map(correction => correction.quarantineId),
  );
  const corrected: Corrected[] = [];
  for (const [i, row] of rows.entries()) {
    const { values, raw } = corrections[i] ?? {};
    corrected.push({ row, raw: raw ?? row.raw, values: values ?? (await reread(lake, row, raw ?? row.raw)) });
  }
  return [...Map.groupBy(corrected, ({ row }) => row.loadId)].map(([loadId, group]) =>
    replayLoad(lake, loadId, group, ctx),
  );
}

interface Corrected {
  row: QuarantinedRow;
  /** The text that it was read from now. */
  raw: string;
  values: InnerRow;
}

async function reread(lake: Lakehouse, row: QuarantinedRow, text: string): Promise<InnerRow> {
  try {
    return await rereadRow(findLoad(lake, row.loadId), text);
  } catch (error) {
    throw placed(row, error);
  }
}

function replayLoad(lake: Lakehouse, loadId: number, group: readonly Corrected[], ctx: JobContext): Load {
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
        mapping: JSON.stringify({ ...readingOf(origin), corrected: provenanceOf(group) }),
        identity: `replay ${loadId} ${ids.join(',')}`,
        alongside: () => markQuarantine(lake, ids, 'replayed'),
      },
    );
  } catch (error) {
    const wrong = error instanceof TracklakeError ? group[Number(error.details.line) - 1]?.row : undefined;
    throw wrong === undefined ? error : placed(wrong, error);
  }
}

/** Which row of the quarantine became which row of the load, and from what text. */
const provenanceOf = (group: readonly Corrected[]) =>
  group.map(({ row, raw }, i) => ({ quarantineId: row.quarantineId, fileLine: row.lineNo, line: i + 1, raw }));

const readingOf = ({ mapping }: Load): object => (mapping === null ? {} : (JSON.parse(mapping) as object));

/** Puts the place of a quarantined row in front of what is wrong with it. */
function placed(row: QuarantinedRow, error: unknown): unknown {
  if (!(error instanceof TracklakeError)) return error;
  const { fileName, lineNo } = row;
  const message = `${fileName}:${lineNo}: ${error.message}`;
  return new TracklakeError(error.code, message, { ...error.details, file: fileName, line: lineNo }, { cause: error });
}
