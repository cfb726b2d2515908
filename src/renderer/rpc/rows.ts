import { resultWindowUrl } from '../../shared/rpc/results.ts';
import { fetchFromHost } from './client.ts';

export type CellValue = string | number | bigint | boolean | Uint8Array | null;

/** Rows `from` … `from + rows` of a stored result, as arrays in column order. */
export async function readRows(
  resultId: string,
  window: { from: number; rows: number },
  signal?: AbortSignal,
): Promise<CellValue[][]> {
  const [{ tableFromIPC }, response] = await Promise.all([
    import('apache-arrow'),
    fetchFromHost(resultWindowUrl(resultId, window), { signal }),
  ]);
  if (!response.ok) throw new Error(`the rows could not be read (${response.status})`);
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  const columns = Array.from({ length: table.numCols }, (_, index) => table.getChildAt(index));
  return Array.from({ length: table.numRows }, (_, row) =>
    columns.map(column => (column?.get(row) ?? null) as CellValue),
  );
}
