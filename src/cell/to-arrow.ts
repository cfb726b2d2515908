import {
  Binary,
  Field,
  Float64,
  Int64,
  makeData,
  Null,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
  type Data,
  type DataType,
} from 'apache-arrow';
import type { ColumnKind, ResultColumn } from '../shared/rpc/results.ts';
import type { Gathered } from './store/gather.ts';

/** Columns are named by position, because a result may use a name twice; the name is in the field's metadata. */
export function arrowSchema(columns: readonly ResultColumn[], naming: 'position' | 'name' = 'position'): Schema {
  return new Schema(
    columns.map(
      (column, i) =>
        new Field(
          naming === 'position' ? `c${i}` : column.name,
          typeOf(column.kind),
          true,
          new Map([
            ['name', column.name],
            ['kind', column.kind],
            ['semantic', column.semantic],
          ]),
        ),
    ),
  );
}

export function recordBatch(schema: Schema, columns: readonly Gathered[], rows: number): RecordBatch {
  const children = columns.map(dataOf);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

/** One window as a complete Arrow IPC stream. */
export function windowStream(
  columns: readonly ResultColumn[],
  gathered: readonly Gathered[],
  rows: number,
): Uint8Array {
  const schema = arrowSchema(columns);
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  writer.write(recordBatch(schema, gathered, rows));
  writer.finish();
  return writer.toUint8Array(true);
}

function typeOf(kind: ColumnKind): DataType {
  switch (kind) {
    case 'null':
      return new Null();
    case 'integer':
      return new Int64();
    case 'real':
      return new Float64();
    case 'text':
    case 'mixed':
      return new Utf8();
    case 'blob':
      return new Binary();
  }
}

function dataOf(column: Gathered): Data {
  const { rows: length } = column;
  const { nullBitmap, nullCount } = bitmap(column.valid);
  const nulls = { length, nullCount, nullBitmap };
  switch (column.kind) {
    case 'null':
      return makeData({ type: new Null(), length });
    case 'integer':
      return makeData({ type: new Int64(), ...nulls, data: column.bigs ?? new BigInt64Array(length) });
    case 'real':
      return makeData({ type: new Float64(), ...nulls, data: column.numbers ?? new Float64Array(length) });
    case 'text':
    case 'mixed':
      return makeData({ type: new Utf8(), ...nulls, ...variable(column) });
    case 'blob':
      return makeData({ type: new Binary(), ...nulls, ...variable(column) });
  }
}

const variable = ({ offsets, bytes, rows }: Gathered): { valueOffsets: Int32Array; data: Uint8Array } => ({
  valueOffsets: offsets ?? new Int32Array(rows + 1),
  data: bytes ?? new Uint8Array(0),
});

function bitmap(valid: Uint8Array | null): { nullBitmap: Uint8Array | null; nullCount: number } {
  if (valid === null) return { nullBitmap: null, nullCount: 0 };
  const bits = new Uint8Array(Math.ceil(valid.length / 64) * 8);
  let nullCount = 0;
  for (let i = 0; i < valid.length; i += 1) {
    if (valid[i] === 0) nullCount += 1;
    else bits[i >> 3] = (bits[i >> 3] ?? 0) | (1 << (i & 7));
  }
  return { nullBitmap: bits, nullCount };
}
