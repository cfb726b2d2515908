import { fileWriter, ParquetWriter, type ColumnSource } from 'hyparquet-writer';
import { partPath } from './finish-file.ts';
import type { Format, FormatWriter } from './format.ts';
import type { ListenerList, ReportFacts } from './report.ts';
import { stampOf } from './stamp.ts';
import { Batches, type Batch, type Column } from './table.ts';

/** Parquet, Snappy, one row group for each batch; the stamp is in the key-value metadata under `tracklake`. */
export const parquet: Format = {
  name: 'parquet',
  fileName: 'recommendations.parquet',
  open: (path, facts) => new ParquetReport(path, facts),
};

class ParquetReport implements FormatWriter {
  private readonly batches: Batches;
  private readonly writer: ParquetWriter;

  constructor(path: string, facts: ReportFacts) {
    this.batches = new Batches(facts);
    const { columns } = this.batches;
    this.writer = new ParquetWriter({
      writer: fileWriter(partPath(path)),
      schema: [{ name: 'root', num_children: columns.length }, ...columns.map(schemaElement)],
      kvMetadata: [{ key: 'tracklake', value: JSON.stringify(stampOf(facts)) }],
      createdBy: `Tracklake ${facts.appVersion}`,
    });
  }

  async add(list: ListenerList): Promise<void> {
    const batch = this.batches.add(list);
    if (batch !== undefined) await this.write(batch);
  }

  async finish(): Promise<{ rows: number }> {
    await this.write(this.batches.take());
    await this.writer.finish();
    return { rows: this.batches.rows };
  }

  abandon(): void {}

  private async write({ rows, values }: Batch): Promise<void> {
    if (rows === 0) return;
    const columnData = this.batches.columns.map(({ name, type }, i): ColumnSource => {
      const column = values[i] ?? [];
      return { name, data: type === 'integer' ? column.map(asBigInt) : column };
    });
    await this.writer.write({ columnData, rowGroupSize: rows });
  }
}

const asBigInt = (value: number | string | null): bigint | null => (value === null ? null : BigInt(value));

function schemaElement({ name, type }: Column) {
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  if (type === 'integer') return { ...optional, type: 'INT64' } as const;
  if (type === 'real') return { ...optional, type: 'DOUBLE' } as const;
  return { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
}
