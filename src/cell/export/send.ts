import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { ExportFormat } from '../../shared/rpc/results.ts';
import { openStored } from '../store/reader.ts';
import { csvOf } from './csv.ts';
import { jsonLinesOf } from './json-lines.ts';
import { shownOf, type Shown } from './rows.ts';

export interface ExportOptions {
  resultId: string;
  view: string | null;
  /** By index; null: all as they came. */
  columns: readonly number[] | null;
  format: ExportFormat;
  /** Of the file, without its ending. */
  name: string;
}

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.file',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

type Chunks = Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>;

/** Streams a whole result in a format. Waits whenever the receiver is slower. */
export async function sendExport(
  cacheFolder: string,
  { resultId, view, columns, format, name }: ExportOptions,
  response: ServerResponse,
): Promise<void> {
  const stored = openStored(cacheFolder, resultId);
  try {
    const chunks = await chunksOf(shownOf(stored, view, columns), format);
    response.writeHead(200, {
      'content-type': TYPES[format],
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`,
      'cache-control': 'no-store',
    });
    for await (const chunk of chunks) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await drained(response);
    }
    response.end();
  } finally {
    stored.close();
  }
}

/** Until more can be written, or nobody is there to read it. */
async function drained(response: ServerResponse): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  waiting.abort(); // or each wait would leave a listener behind
}

/** Formats are loaded when they are first asked for. */
async function chunksOf(shown: Shown, format: ExportFormat): Promise<Chunks> {
  switch (format) {
    case 'csv':
      return csvOf(shown);
    case 'jsonl':
      return jsonLinesOf(shown);
    case 'arrow':
      return (await import('./arrow.ts')).arrowFileOf(shown);
    case 'parquet':
      return (await import('./parquet.ts')).parquetOf(shown);
    case 'xlsx':
      return (await import('./xlsx.ts')).xlsxOf(shown);
  }
}
