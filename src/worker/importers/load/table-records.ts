import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import type { TableRow, TableSource } from '../formats/table-source.ts';
import type { Plan } from '../importer.ts';
import { ObjectRecords } from './object-records.ts';
import type { OpenSink } from './record-sink.ts';
import type { RowReading } from './row-reading.ts';

/** Reads a table's batches into typed rows. A rejected row's raw text is JSON of what the table holds. */
export function readTable(source: TableSource, relation: BronzeRelation, plan: Plan, openSink: OpenSink): RowReading {
  const records = new ObjectRecords(relation, plan);
  const sink = openSink(records.columns, source.fields);
  let batch: Iterable<TableRow> | undefined;
  return {
    async pull() {
      batch = await source.next();
    },
    emit() {
      for (const { number, object } of batch ?? []) records.take(sink, number, object, () => asText(object));
      return batch === undefined;
    },
    fields: source.fields,
    get position() {
      return source.position;
    },
    get size() {
      return source.size;
    },
    close: () => source.close(),
  };
}

function asText(object: object): string {
  try {
    return JSON.stringify(object, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
  } catch {
    return '';
  }
}
