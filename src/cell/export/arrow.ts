import { RecordBatchFileWriter, type RecordBatch } from 'apache-arrow';
import { Readable } from 'node:stream';
import type { StoredResult } from '../store/reader.ts';
import { arrowSchema, recordBatch } from '../to-arrow.ts';
import { blocksOf } from './rows.ts';

const BLOCK_ROWS = 65_536;

/** An Arrow IPC file, columns by their own names. */
export function arrowFileOf(stored: StoredResult, view: string | null): AsyncIterable<Uint8Array> {
  const schema = arrowSchema(stored.columns, 'name');
  function* batches(): Generator<RecordBatch> {
    let some = false;
    for (const { columns, rows } of blocksOf(stored, view, BLOCK_ROWS)) {
      some = true;
      yield recordBatch(schema, columns, rows);
    }
    if (!some)
      yield recordBatch(
        schema,
        stored.columns.map(column => ({ ...NO_ROWS, kind: column.kind })),
        0,
      );
  }
  return Readable.from(batches()).pipe(RecordBatchFileWriter.throughNode());
}

const NO_ROWS = { rows: 0, valid: null, bigs: null, numbers: null, offsets: null, bytes: null };
