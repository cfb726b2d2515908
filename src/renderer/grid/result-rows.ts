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
    askForWindow(resultWindowUrl(resultId, window), signal),
  ]);
  if (!response.ok) throw new Error(await failureOf(response));
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  const columns = Array.from({ length: table.numCols }, (_, index) => table.getChildAt(index));
  return { rows: table.numRows, value: (row, column) => (columns[column]?.get(row) ?? null) as CellValue };
}

const SHARED = 40;
const shared = new Map<string, Promise<RowBlock>>();

/** A small window that several readers want, such as the figures over one result: asked for once. */
export function sharedBlock(resultId: string, window: { from: number; rows: number }): Promise<RowBlock> {
  const key = `${resultId} ${window.from} ${window.rows}`;
  const known = shared.get(key);
  if (known !== undefined) return known;
  const asked = fetchBlock(resultId, window);
  asked.catch(() => shared.delete(key));
  shared.set(key, asked);
  for (const oldest of shared.keys()) {
    if (shared.size <= SHARED) break;
    shared.delete(oldest);
  }
  return asked;
}

const ATTEMPTS = 4;
const PAUSE = 120;

/** The process that was asked may just have ended: another one reads the same stored result. */
async function askForWindow(url: string, signal?: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetchFromHost(url, { signal });
    if (response.status !== 503 || attempt === ATTEMPTS) return response;
    await new Promise(resolve => setTimeout(resolve, attempt * PAUSE));
  }
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
