import { resultWindowUrl } from '../../shared/rpc/results.ts';
import { fetchFromHost } from '../rpc/client.ts';
import type { CellValue } from './format.ts';
import type { RowBlock } from './row-cache.ts';

/** One window of a stored result or of a view of it, as it came: Arrow columns, read in place. */
export async function fetchBlock(
  resultId: string,
  window: { from: number; rows: number; view?: string },
  signal?: AbortSignal,
): Promise<RowBlock> {
  const [{ tableFromIPC }, response] = await Promise.all([
    import('apache-arrow'),
    fetchFromHost(resultWindowUrl(resultId, window), { signal }),
  ]);
  if (!response.ok) throw new Error(await failureOf(response));
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  const columns = Array.from({ length: table.numCols }, (_, index) => table.getChildAt(index));
  return { rows: table.numRows, value: (row, column) => (columns[column]?.get(row) ?? null) as CellValue };
}

async function failureOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  try {
    const { message } = JSON.parse(text) as { message?: string };
    if (message !== undefined) return message;
  } catch {
    // not JSON: the status says it
  }
  return response.status === 404
    ? 'this result is no longer kept: run the cell again'
    : `the rows could not be read (${response.status})`;
}
