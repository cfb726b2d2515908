import { RecordBatchFileWriter, type RecordBatch } from 'apache-arrow';
import { Readable } from 'node:stream';
import { arrowSchema, recordBatch } from '../to-arrow.ts';
import { blocksOf, type Shown } from './rows.ts';

const BLOCK_ROWS = 65_536;

/** An Arrow IPC file, columns by their own names. */
export function arrowFileOf(shown: Shown): AsyncIterable<Uint8Array> {
  const schema = arrowSchema(shown.columns, 'name');
  function* batches(): Generator<RecordBatch> {
    let some = false;
    for (const { columns, rows } of blocksOf(shown, BLOCK_ROWS)) {
      some = true;
      yield recordBatch(schema, columns, rows);
    }
    if (!some)
      yield recordBatch(
        schema,
        shown.columns.map(column => ({ ...NO_ROWS, kind: column.kind })),
        0,
      );
  }
  return Readable.from(batches()).pipe(RecordBatchFileWriter.throughNode());
}

const NO_ROWS = { rows: 0, valid: null, bigs: null, numbers: null, offsets: null, bytes: null };
