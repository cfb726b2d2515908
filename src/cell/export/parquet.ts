import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ColumnKind } from '../../shared/rpc/results.ts';
import type { Gathered } from '../store/gather.ts';
import { uniqueNames } from './json-lines.ts';
import { blocksOf, exportValue, type Shown } from './rows.ts';

/** Rows of a row group: as many as are held in memory at once. */
const GROUP_ROWS = 65_536;

/** A Parquet file (Snappy), a row group at a time. */
export function* parquetOf(shown: Shown): Generator<Uint8Array> {
  const names = uniqueNames(shown.columns);
  const schema = schemaFromColumnData({
    columnData: shown.columns.map((column, i) => source(names[i] ?? '', column.kind, [])),
  });
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({ writer: bytes, schema, createdBy: 'Tracklake' });
  for (const { columns, rows } of blocksOf(shown, GROUP_ROWS)) {
    const columnData = columns.map((column, i) => source(names[i] ?? '', column.kind, valuesOf(column, rows)));
    void writer.write({ columnData, rowGroupSize: rows });
    yield take(bytes);
  }
  void writer.finish();
  yield take(bytes);
}

/** What has been written since the last time; `offset` goes on counting for the file's footer. */
function take(bytes: ByteWriter): Uint8Array {
  const chunk = bytes.getBytes().slice();
  bytes.index = 0;
  return chunk;
}

const TYPES = {
  null: 'STRING',
  integer: 'INT64',
  real: 'DOUBLE',
  text: 'STRING',
  mixed: 'STRING',
  blob: 'BYTE_ARRAY',
} as const satisfies Record<ColumnKind, string>;

const source = (name: string, kind: ColumnKind, data: unknown[]) => ({ name, data, type: TYPES[kind], nullable: true });

const valuesOf = (column: Gathered, rows: number): unknown[] =>
  Array.from({ length: rows }, (_, row) => exportValue(column, row));
