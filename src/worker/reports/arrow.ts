import {
  Field,
  Float64,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchFileWriter,
  Schema,
  Struct,
  Utf8,
  type Data,
} from 'apache-arrow';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { partPath } from './finish-file.ts';
import type { Format, FormatWriter } from './format.ts';
import type { ListenerList, ReportFacts } from './report.ts';
import { stampOf } from './stamp.ts';
import { Batches, type Batch, type Column } from './table.ts';

/** An Arrow IPC file; the stamp is in the schema's metadata under `tracklake`. */
export const arrow: Format = {
  name: 'arrow',
  fileName: 'recommendations.arrow',
  open: (path, facts) => new ArrowReport(path, facts),
};

class ArrowReport implements FormatWriter {
  private readonly batches: Batches;
  private readonly schema: Schema;
  private readonly writer = new RecordBatchFileWriter();
  private readonly written: Promise<void>;

  constructor(path: string, facts: ReportFacts) {
    this.batches = new Batches(facts);
    const fields = this.batches.columns.map(({ name, type }) => new Field(name, arrowType(type), true));
    this.schema = new Schema(fields, new Map([['tracklake', JSON.stringify(stampOf(facts))]]));
    this.written = pipeline(this.writer.toNodeStream(), createWriteStream(partPath(path)));
    this.written.catch(() => {}); // awaited in finish
    this.writer.write(this.recordBatch({ rows: 0, values: this.batches.columns.map(() => []) }));
  }

  async add(list: ListenerList): Promise<void> {
    const batch = this.batches.add(list);
    if (batch === undefined) return;
    this.writer.write(this.recordBatch(batch));
    await setImmediate(); // lets the bytes reach the disk, so that they don't pile up
  }

  async finish(): Promise<{ rows: number }> {
    const batch = this.batches.take();
    if (batch.rows > 0) this.writer.write(this.recordBatch(batch));
    this.writer.finish();
    await this.written;
    return { rows: this.batches.rows };
  }

  async abandon(): Promise<void> {
    this.writer.finish();
    await this.written.catch(() => {});
  }

  private recordBatch({ rows, values }: Batch): RecordBatch {
    const children = this.batches.columns.map(({ type }, i) => columnData(type, values[i] ?? []));
    return new RecordBatch(
      this.schema,
      makeData({ type: new Struct(this.schema.fields), length: rows, nullCount: 0, children }),
    );
  }
}

function arrowType(type: Column['type']): Int64 | Float64 | Utf8 {
  if (type === 'integer') return new Int64();
  return type === 'real' ? new Float64() : new Utf8();
}

function columnData(type: Column['type'], values: readonly (number | string | null)[]): Data {
  const length = values.length;
  const nullBitmap = new Uint8Array((length + 7) >> 3);
  let nullCount = 0;
  values.forEach((value, i) => {
    if (value === null) nullCount += 1;
    else nullBitmap[i >> 3] = (nullBitmap[i >> 3] ?? 0) | (1 << (i & 7));
  });
  const nulls = { length, nullCount, nullBitmap };
  if (type === 'integer') {
    return makeData({ type: new Int64(), ...nulls, data: BigInt64Array.from(values, value => BigInt(value ?? 0)) });
  }
  if (type === 'real') {
    return makeData({ type: new Float64(), ...nulls, data: Float64Array.from(values, value => Number(value ?? 0)) });
  }
  const bytes = values.map(value => Buffer.from(String(value ?? '')));
  const valueOffsets = new Int32Array(length + 1);
  bytes.forEach((text, i) => (valueOffsets[i + 1] = (valueOffsets[i] ?? 0) + text.length));
  return makeData({ type: new Utf8(), ...nulls, valueOffsets, data: Buffer.concat(bytes) });
}
