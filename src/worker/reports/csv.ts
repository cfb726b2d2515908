import { closeSync, openSync, writeSync } from 'node:fs';
import { partPath } from './finish-file.ts';
import type { Format, FormatWriter } from './format.ts';
import type { ListenerList, ReportFacts } from './report.ts';
import { csvField } from './spreadsheet-cell.ts';
import { Batches, type Batch } from './table.ts';

/** RFC 4180 with a header, UTF-8 without a byte order mark, one line for each row, safe to open in a spreadsheet. */
export const csv: Format = {
  name: 'csv',
  fileName: 'recommendations.csv',
  open: (path, facts) => new CsvWriter(path, facts),
};

class CsvWriter implements FormatWriter {
  private readonly fd: number;
  private readonly batches: Batches;

  constructor(path: string, facts: ReportFacts) {
    this.batches = new Batches(facts);
    this.fd = openSync(partPath(path), 'w');
    writeSync(this.fd, `${this.batches.columns.map(column => column.name).join(',')}\r\n`);
  }

  add(list: ListenerList): void {
    const batch = this.batches.add(list);
    if (batch !== undefined) this.write(batch);
  }

  async finish(): Promise<{ rows: number }> {
    this.write(this.batches.take());
    closeSync(this.fd);
    return { rows: this.batches.rows };
  }

  abandon(): void {
    closeSync(this.fd);
  }

  private write({ rows, values }: Batch): void {
    const lines: string[] = [];
    for (let row = 0; row < rows; row += 1) {
      lines.push(`${values.map(column => csvField(column[row] ?? null)).join(',')}\r\n`);
    }
    const bytes = Buffer.from(lines.join(''));
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
  }
}
