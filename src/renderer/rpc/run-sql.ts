import { rpc } from './client.ts';
import { readRows, type CellValue } from './rows.ts';

const MOST_ROWS = 10_000;

/** Runs one small statement in a cell process and returns its rows. For pages' own figures; notebooks keep their results. */
export async function runSql(sql: string, signal?: AbortSignal): Promise<CellValue[][]> {
  const events = await rpc.cells.start(
    { cellId: 'page', sql, previewRows: MOST_ROWS, limits: { milliseconds: 10_000 } },
    { signal },
  );
  let resultId: string | null = null;
  for await (const event of events) {
    if (event.kind === 'started') resultId = event.resultId;
    if (event.kind === 'failed') throw new Error(event.message);
    if (event.kind === 'completed' && resultId !== null)
      return readRows(resultId, { from: 0, rows: Math.max(1, event.rows) }, signal);
  }
  throw new Error('the statement ended without a result');
}
