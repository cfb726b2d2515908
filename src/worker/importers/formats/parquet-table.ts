import { parquetMetadataAsync, parquetScan, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';
import { BATCH_ROWS, type TableRow, type TableSource } from './table-source.ts';

/** Opens a Parquet file; it is read a row group at a time. Throws `bad_input` where it is damaged. */
export async function openParquet(path: string): Promise<TableSource> {
  const handle = openSync(path, 'r');
  const file = {
    byteLength: fstatSync(handle).size,
    slice(start: number, end: number = fstatSync(handle).size): ArrayBuffer {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const got = readSync(handle, bytes, 0, bytes.length, start);
      return bytes.buffer.slice(0, got);
    },
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    refuseBomb(Number(metadata.row_groups.reduce((n, group) => n + group.total_byte_size, 0n)), file.byteLength);
    const fields = parquetSchema(metadata).children.map(child => child.element.name);
    const scan = await parquetScan({ file, metadata, compressors });
    const ranges = scan.ranges.flatMap(({ rowStart, rowEnd }) => [{ rowStart, rowEnd }]);
    const size = Number(metadata.num_rows);
    let position = 0;
    let columns: ArrayLike<unknown>[] = [];
    let groupStart = 0;
    let groupEnd = 0;
    return {
      fields,
      size,
      get position() {
        return position;
      },
      async next() {
        if (position >= groupEnd) {
          const range = ranges.shift();
          if (range === undefined) return undefined;
          const read = fields.map(column => scan.readColumn({ column, ...range }));
          columns = await Promise.all(read).catch((error: unknown) => {
            throw damaged(error);
          });
          groupStart = position = range.rowStart;
          groupEnd = range.rowEnd;
        }
        const end = Math.min(groupEnd, position + BATCH_ROWS);
        const batch: TableRow[] = [];
        for (; position < end; position += 1) {
          const row = position - groupStart;
          const object: Record<string, unknown> = {};
          for (let i = 0; i < fields.length; i += 1) object[fields[i] ?? ''] = columns[i]?.[row];
          batch.push({ number: position + 1, object });
        }
        return batch;
      },
      close: () => closeSync(handle),
    };
  } catch (error) {
    closeSync(handle);
    throw error instanceof TracklakeError ? error : damaged(error);
  }
}

/** What the file says its columns unpack to; a group is unpacked whole, so it must fit into memory. */
function refuseBomb(unpacked: number, stored: number): void {
  if (unpacked > 16 << 20 && unpacked > stored * 1000)
    throw new TracklakeError('limit', 'the Parquet file unpacks to more than 1,000 times its size');
}

function damaged(error: unknown): TracklakeError {
  const why = error instanceof Error ? error.message : String(error);
  return new TracklakeError('bad_input', `the Parquet file can't be read: ${why}`, {}, { cause: error });
}
