import { DataType, RecordBatchReader, type RecordBatch } from 'apache-arrow';
import { open } from 'node:fs/promises';
import { TracklakeError } from '../../../shared/errors.ts';
import { distinctNames } from '../distinct-names.ts';
import type { TableRow, TableSource } from './table-source.ts';

/** Opens an Arrow file or stream (IPC); it is read a record batch at a time. Throws `bad_input` where it is damaged. */
export async function openArrow(path: string): Promise<TableSource> {
  const handle = await open(path, 'r');
  const { size } = await handle.stat();
  try {
    const reader = await RecordBatchReader.from(handle);
    await reader.open();
    const fields = distinctNames(reader.schema.fields.map(field => String(field.name ?? '')));
    let position = 0;
    let rowsRead = 0;
    return {
      fields,
      size,
      get position() {
        return position;
      },
      async next() {
        const { done, value } = (await Promise.resolve(reader.next()).catch((error: unknown) => {
          throw damaged(error);
        })) as IteratorResult<RecordBatch>;
        if (done === true || value === undefined) return undefined;
        const rows = rowsOf(value, fields, rowsRead);
        rowsRead += value.numRows;
        position = Math.min(size, position + value.data.byteLength);
        return rows;
      },
      async close() {
        await reader.cancel().catch(() => {}); // what is wrong with a damaged file has been said
        await handle.close();
      },
    };
  } catch (error) {
    await handle.close();
    throw damaged(error);
  }
}

function* rowsOf(batch: RecordBatch, fields: readonly string[], before: number): Generator<TableRow> {
  const columns = fields.map((_, i) => batch.getChildAt(i));
  const times = batch.schema.fields.map(field => DataType.isTimestamp(field.type) || DataType.isDate(field.type));
  for (let row = 0; row < batch.numRows; row += 1) {
    const object: Record<string, unknown> = {};
    columns.forEach((column, i) => {
      const value: unknown = column?.get(row);
      object[fields[i] ?? ''] = times[i] === true && value != null ? new Date(Number(value)) : value;
    });
    yield { number: before + row + 1, object };
  }
}

function damaged(error: unknown): TracklakeError {
  const why = error instanceof Error ? error.message : String(error);
  return new TracklakeError('bad_input', `the Arrow file can't be read: ${why}`, {}, { cause: error });
}
