import type { IncomingMessage, ServerResponse } from 'node:http';
import { TracklakeError } from '../../shared/errors.ts';
import { EXPORT_FORMATS, MAX_WINDOW_ROWS, RESULTS_PATH } from '../../shared/rpc/results.ts';
import { sendExport } from '../export/send.ts';
import { gather } from '../store/gather.ts';
import { withStored } from '../store/reader.ts';
import { rowsOfWindow } from '../views/view-file.ts';

/** Answers `GET /results/ID` and `GET /results/ID/export`; false for any other path. */
export function serveResults(cacheFolder: string, request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url ?? '', 'http://cell');
  const [, resultId, action] = new RegExp(`^${RESULTS_PATH}/([\\w-]+)(/export)?$`).exec(url.pathname) ?? [];
  if (resultId === undefined || request.method !== 'GET') return false;
  const work = action === undefined ? sendWindow : sendWhole;
  void work(cacheFolder, resultId, url.searchParams, response).catch((error: unknown) => refuse(response, error));
  return true;
}

async function sendWindow(
  cacheFolder: string,
  resultId: string,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const { windowStream } = await import('../to-arrow.ts');
  const from = whole(query, 'from', 0);
  const count = Math.min(whole(query, 'rows', 100), MAX_WINDOW_ROWS);
  const textBytes = query.has('text') ? whole(query, 'text', 0) : undefined;
  withStored(cacheFolder, resultId, stored => {
    const { ranges, rows, total } = rowsOfWindow(stored, query.get('view'), from, count);
    const columns = stored.columns.map((_, i) => gather(stored, i, ranges, textBytes));
    const body = windowStream(stored.columns, columns, rows);
    response
      .writeHead(200, {
        'content-type': 'application/vnd.apache.arrow.stream',
        'content-length': body.byteLength,
        'cache-control': 'no-store',
        'x-tracklake-rows': total,
        'x-tracklake-state': stored.meta.state,
      })
      .end(body);
  });
}

async function sendWhole(
  cacheFolder: string,
  resultId: string,
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const format = EXPORT_FORMATS.find(each => each === query.get('format'));
  if (format === undefined) throw new TracklakeError('bad_input', `formats: ${EXPORT_FORMATS.join(', ')}`);
  await sendExport(
    cacheFolder,
    { resultId, view: query.get('view'), columns: columnsOf(query), format, name: query.get('name') ?? resultId },
    response,
  );
}

/** `columns=2,0`: by index, in the order that they shall have. */
function columnsOf(query: URLSearchParams): number[] | null {
  const given = query.get('columns');
  if (given === null) return null;
  const columns = given.split(',').map(Number);
  if (given === '' || !columns.every(column => Number.isSafeInteger(column) && column >= 0))
    throw new TracklakeError('bad_input', 'columns are whole numbers with commas between them', { value: given });
  return columns;
}

function whole(query: URLSearchParams, name: string, fallback: number): number {
  const given = query.get(name);
  if (given === null) return fallback;
  const value = Number(given);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new TracklakeError('bad_input', `${name} is a whole number`, { value: given });
  return value;
}

const STATUS: Readonly<Record<string, number>> = { not_found: 404, bad_input: 400 };

function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, message } =
    error instanceof TracklakeError
      ? error
      : { code: 'internal', message: error instanceof Error ? error.message : String(error) };
  const status = STATUS[code] ?? 500;
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify({ json: { defined: true, code, status, message, data: {} } }));
}
