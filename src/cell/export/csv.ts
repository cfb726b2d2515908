import { withoutFormula } from '../../shared/domain/formula.ts';
import { blocksOf, exportValue, type ExportValue, type Shown } from './rows.ts';

const BLOCK_ROWS = 8192;

/** RFC 4180 with a header. Text that a spreadsheet would take for a formula gets an apostrophe before it. */
export function* csvOf(shown: Shown): Generator<string> {
  yield `${shown.columns.map(column => field(column.name)).join(',')}\r\n`;
  for (const { columns, rows } of blocksOf(shown, BLOCK_ROWS)) {
    let text = '';
    for (let row = 0; row < rows; row += 1) {
      text += `${columns.map(column => csvField(exportValue(column, row))).join(',')}\r\n`;
    }
    yield text;
  }
}

function csvField(value: ExportValue): string {
  if (value === null) return '';
  if (typeof value === 'string') return field(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  return String(value);
}

function field(text: string): string {
  const safe = withoutFormula(text);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
