import { TracklakeError } from '../../../shared/errors.ts';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { openBytes, type ByteSource } from '../formats/byte-source.ts';
import { openTable } from '../formats/open-table.ts';
import type { Plan, Sample } from '../importer.ts';
import { DelimitedRecords } from './delimited-records.ts';
import { AdjacencyRecords } from './adjacency-records.ts';
import { JsonArrayRecords } from './json-array-records.ts';
import { JsonLineRecords } from './json-line-records.ts';
import type { OpenSink } from './record-sink.ts';
import { readTable } from './table-records.ts';

/** A file being read. `pull` fetches a bounded piece, `emit` turns it into rows at once, inside the caller's transaction. */
export interface RowReading {
  pull(): Promise<void>;
  /** Gives the piece's rows to the sink; true when the file has ended. */
  emit(): boolean;
  readonly position: number;
  readonly size: number;
  /** The source's fields, as far as they have been seen. */
  readonly fields: readonly string[];
  close(): void | Promise<void>;
}

/** Bytes that are parsed and committed at a time: about 130,000 events, and no more than that in the write-ahead log. */
export const CHUNK_BYTES = 8 << 20;

/** Opens a file for reading as a plan says. */
export async function openReading(
  path: string,
  sample: Sample,
  relation: BronzeRelation,
  plan: Plan,
  openSink: OpenSink,
  chunkBytes = CHUNK_BYTES,
): Promise<RowReading> {
  const { table } = sample;
  if (table === undefined) return readBytes(await openBytes(path), relation, plan, openSink, chunkBytes);
  const source = await openTable(path, table.kind, table.name);
  try {
    return readTable(source, relation, plan, openSink);
  } catch (error) {
    await source.close(); // a plan that does not fit leaves no thread behind
    throw error;
  }
}

/** The same for bytes from anywhere. */
export function readBytes(
  source: ByteSource,
  relation: BronzeRelation,
  plan: Plan,
  openSink: OpenSink,
  chunkBytes = CHUNK_BYTES,
): RowReading {
  const buffer = Buffer.allocUnsafeSlow(Math.min(chunkBytes, source.bound));
  const records = recordsOf(buffer, relation, plan, openSink);
  let length = 0;
  let last = false;
  return {
    async pull() {
      length += await source.fill(buffer, length);
      last = length < buffer.length;
    },
    emit() {
      const used = records.read(length, last);
      buffer.copyWithin(0, used, length);
      length -= used;
      if (last) records.finish();
      return last;
    },
    get fields() {
      return records.fields;
    },
    get position() {
      return source.position;
    },
    get size() {
      return source.size;
    },
    close: () => source.close(),
  };
}

/** What turns bytes into rows: `read` takes whole records and says how many bytes they took. */
interface ByteRecords {
  read(length: number, last: boolean): number;
  finish(): void;
  readonly fields: readonly string[];
}

function recordsOf(bytes: Buffer, relation: BronzeRelation, plan: Plan, openSink: OpenSink): ByteRecords {
  const { format } = plan;
  switch (format.kind) {
    case 'delimited':
      return new DelimitedRecords(bytes, relation, plan, format, openSink);
    case 'json-lines':
      return new JsonLineRecords(bytes, relation, plan, openSink);
    case 'json-array':
      return new JsonArrayRecords(bytes, relation, plan, format, openSink);
    case 'adjacency':
      return new AdjacencyRecords(bytes, relation, plan, openSink);
    case 'table':
      throw new TracklakeError('bad_input', 'the file holds no table');
  }
}
