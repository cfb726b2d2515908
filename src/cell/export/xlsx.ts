import { writeXlsxStream } from 'hucre/xlsx';
import { blocksOf, exportValue, type ExportValue, type Shown } from './rows.ts';

const BLOCK_ROWS = 8192;

/** A workbook; rows beyond a sheet's limit go on in the next sheet. Strings are strings, never formulas. */
export function xlsxOf(shown: Shown): AsyncIterable<Uint8Array> {
  function* rows(): Generator<(string | number | null)[]> {
    yield shown.columns.map(column => column.name);
    for (const block of blocksOf(shown, BLOCK_ROWS)) {
      for (let row = 0; row < block.rows; row += 1) yield block.columns.map(column => cell(exportValue(column, row)));
    }
  }
  return writeXlsxStream(rows(), { name: 'Result', freezePane: { rows: 1 } });
}

/** Excel's own limits: 32,767 characters in a cell, and integers that a double holds. */
const MOST_CHARACTERS = 32_767;

function cell(value: ExportValue): string | number | null {
  if (value === null) return null;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  const text = value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value;
  return text.slice(0, MOST_CHARACTERS);
}
