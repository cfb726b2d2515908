import { parentPort, workerData } from 'node:worker_threads';
import { TracklakeError, type ErrorCode } from '../../../shared/errors.ts';
import { openArrow } from './arrow-table.ts';
import { openParquet } from './parquet-table.ts';
import { openXlsxSheet } from './xlsx-sheets.ts';
import type { TableSource } from './table-source.ts';

/** What the thread is asked to open. */
export interface TableRequest {
  path: string;
  kind: 'parquet' | 'arrow' | 'xlsx';
  table: string;
}

export type TableAnswer =
  | { kind: 'started' }
  | { kind: 'opened'; fields: readonly string[]; size: number }
  /** Rows by column, which is cheap to send; undefined after the last. */
  | { kind: 'rows'; numbers: number[]; columns: unknown[][]; position: number }
  | { kind: 'end' }
  | { kind: 'failed'; code: ErrorCode; message: string };

/*
 * A thread that takes a file of somebody else's making apart, so that a damaged one can neither hang nor exhaust the
 * process that asked. One table a thread; the first message opens it, each other asks for the next batch.
 */
const port = parentPort;
if (port !== null) {
  let source: TableSource | undefined;
  port.on(
    'message',
    () =>
      void answer(async () => {
        if (source !== undefined) return nextBatch(source);
        source = await open(workerData as TableRequest);
        return { kind: 'opened', fields: source.fields, size: source.size };
      }),
  );
  port.postMessage({ kind: 'started' } satisfies TableAnswer);
}

async function answer(work: () => Promise<TableAnswer>): Promise<void> {
  try {
    port?.postMessage(await work());
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof TracklakeError ? error.code : 'bad_input';
    port?.postMessage({ kind: 'failed', code, message } satisfies TableAnswer);
  }
}

function open({ path, kind, table }: TableRequest): Promise<TableSource> {
  return kind === 'parquet' ? openParquet(path) : kind === 'arrow' ? openArrow(path) : openXlsxSheet(path, table);
}

async function nextBatch(source: TableSource): Promise<TableAnswer> {
  const batch = await source.next();
  if (batch === undefined) return { kind: 'end' };
  const numbers: number[] = [];
  const columns: unknown[][] = source.fields.map(() => []);
  for (const { number, object } of batch) {
    numbers.push(number);
    source.fields.forEach((field, i) => columns[i]?.push(sendable(object[field])));
  }
  return { kind: 'rows', numbers, columns, position: source.position };
}

/** What structured cloning can't take (Arrow's own rows and vectors) goes as plain JSON. */
function sendable(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const text = JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  return JSON.parse(text) as unknown;
}
