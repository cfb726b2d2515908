import { parquetMetadataAsync, parquetScan, parquetSchema, type ParquetScan } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { TracklakeError } from '../../../shared/errors.ts';
import { BATCH_ROWS, type TableRow, type TableSource } from './table-source.ts';

/** Opens a Parquet file; it is read a window of rows at a time. Throws `bad_input` where it is damaged. */
export async function openParquet(path: string): Promise<TableSource> {
  const handle = openSync(path, 'r');
  const file = {
    byteLength: fstatSync(handle).size,
    slice(start: number, end: number = fstatSync(handle).size): ArrayBuffer {
      const bytes = new Uint8Array(Math.max(0, end - start));
      const got = readSync(handle, bytes, 0, bytes.length, start);
      return got === bytes.length ? bytes.buffer : bytes.buffer.slice(0, got);
    },
  };
  try {
    const metadata = await parquetMetadataAsync(file);
    refuseBomb(Number(metadata.row_groups.reduce((n, group) => n + group.total_byte_size, 0n)), file.byteLength);
    const fields = parquetSchema(metadata).children.map(child => child.element.name);
    const scan = await parquetScan({ file, metadata, compressors });
    const windows = windowsOf(scan.ranges);
    const size = Number(metadata.num_rows);
    let position = 0;
    return {
      fields,
      size,
      get position() {
        return position;
      },
      async next() {
        const window = windows.shift();
        if (window === undefined) return undefined;
        const columns: ArrayLike<unknown>[] = [];
        for (const column of fields) columns.push(await readColumn(scan, column, window));
        position = window.rowEnd;
        return rowsOf(fields, columns, window);
      },
      close: () => closeSync(handle),
    };
  } catch (error) {
    closeSync(handle);
    throw error instanceof TracklakeError ? error : damaged(error);
  }
}

function* rowsOf(
  fields: readonly string[],
  columns: readonly ArrayLike<unknown>[],
  window: Range,
): Generator<TableRow> {
  for (let row = 0; row < window.rowEnd - window.rowStart; row += 1) {
    const object: Record<string, unknown> = {};
    for (let i = 0; i < fields.length; i += 1) object[fields[i] ?? ''] = columns[i]?.[row];
    yield { number: window.rowStart + row + 1, object };
  }
}

async function readColumn(scan: ParquetScan, column: string, range: Range): Promise<ArrayLike<unknown>> {
  try {
    return await scan.readColumn({ column, ...range });
  } catch (error) {
    throw damaged(error);
  }
}

const MAX_GROUP_ROWS = 50_000_000;

interface Range {
  rowStart: number;
  rowEnd: number;
}

/** Parts of row groups: a group of a million rows, unpacked whole, would take a gigabyte. */
function windowsOf(groups: readonly Range[]): Range[] {
  const windows: Range[] = [];
  for (const { rowStart, rowEnd } of groups) {
    if (rowEnd - rowStart > MAX_GROUP_ROWS)
      throw new TracklakeError('limit', `a row group of the Parquet file has more than ${MAX_GROUP_ROWS} rows`);
    for (let from = rowStart; from < rowEnd; from += BATCH_ROWS)
      windows.push({ rowStart: from, rowEnd: Math.min(rowEnd, from + BATCH_ROWS) });
  }
  return windows;
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
