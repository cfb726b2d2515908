import { quoteIdentifier } from '../../shared/domain/notebook-sql.ts';
import type { CellValue } from './format.ts';

export const COPY_FORMATS = ['tsv', 'csv', 'markdown', 'json', 'insert'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];

export const COPY_TITLES: Record<CopyFormat, string> = {
  tsv: 'TSV (spreadsheet)',
  csv: 'CSV with header',
  markdown: 'Markdown table',
  json: 'JSON',
  insert: 'SQL INSERT',
};

/** A format, and what an INSERT calls the table. */
export interface CopyAs {
  format: CopyFormat;
  table: string;
}

/** Cells as text for the clipboard. Values are exact, not as the grid rounds them. */
export function copyText(
  { format, table }: CopyAs,
  names: readonly string[],
  rows: readonly (readonly CellValue[])[],
): string {
  switch (format) {
    case 'tsv':
      return rows.map(row => row.map(value => text(value).replace(/[\t\r\n]+/g, ' ')).join('\t')).join('\n');
    case 'csv':
      return [names, ...rows.map(row => row.map(text))].map(row => row.map(csvField).join(',')).join('\r\n');
    case 'markdown':
      return markdownTable(names, rows);
    case 'json':
      return JSON.stringify(
        rows.map(row =>
          Object.fromEntries(uniqueNames(names).map((name, index) => [name, jsonValue(row[index] ?? null)])),
        ),
        null,
        2,
      );
    case 'insert':
      return insertStatement(table, uniqueNames(names), rows);
  }
}

/** A result may use a name twice; an object can't. */
export function uniqueNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

function text(value: CellValue): string {
  if (value === null) return '';
  if (value instanceof Uint8Array) return [...value].map(byte => byte.toString(16).padStart(2, '0')).join('');
  return String(value);
}

const csvField = (field: string): string => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

function markdownTable(names: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  const escape = (field: string): string =>
    field.replace(/[\\|<>]/g, sign => `\\${sign}`).replace(/\s*[\r\n]+\s*/g, ' ');
  const line = (fields: readonly string[]): string => `| ${fields.map(escape).join(' | ')} |`;
  const rule = `| ${names.map((_, index) => (typeof rows[0]?.[index] === 'number' ? '--:' : '---')).join(' | ')} |`;
  return [line(names), rule, ...rows.map(row => line(row.map(text)))].join('\n');
}

function insertStatement(table: string, names: readonly string[], rows: readonly (readonly CellValue[])[]): string {
  const head = `insert into ${quoteIdentifier(table)} (${names.map(quoteIdentifier).join(', ')}) values`;
  return `${head}\n${rows.map(row => `  (${row.map(sqlLiteral).join(', ')})`).join(',\n')};`;
}

function sqlLiteral(value: CellValue): string {
  if (value === null) return 'null';
  if (value instanceof Uint8Array) return `x'${text(value)}'`;
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === 'number' && !Number.isFinite(value)) return value > 0 ? '9e999' : value < 0 ? '-9e999' : 'null';
  return typeof value === 'boolean' ? String(Number(value)) : String(value);
}

/** Integers beyond 2^53 stay exact as text. */
function jsonValue(value: CellValue): string | number | boolean | null {
  if (typeof value === 'bigint') return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : String(value);
  return value instanceof Uint8Array ? text(value) : value;
}
