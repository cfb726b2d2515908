import { Command, Option } from 'commander';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { RecordBatchStreamWriter } from 'apache-arrow';
import { runQuery } from '../cell/run-query.ts';
import { withSession, type Session } from '../cell/sql/session.ts';
import { gather } from '../cell/store/gather.ts';
import { resultFolder, withStored } from '../cell/store/reader.ts';
import { arrowSchema, recordBatch } from '../cell/to-arrow.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { readable } from './numbers.ts';
import { bigintsAsText, printNow, table } from './output.ts';
import { paramsOf } from './fit.ts';

const FORMATS = ['table', 'csv', 'jsonl', 'json', 'arrow'] as const;
type Format = (typeof FORMATS)[number];
type Value = null | number | bigint | string | Uint8Array;

type Params = Record<string, string | number | null>;

const TABLE_ROWS = 1000;

/** `tracklake query`: one reading statement, under the same guard as a notebook's cell. */
export function command(): Command {
  return new Command('query')
    .description('run one SELECT; nothing but reading is allowed')
    .argument('<sql>', 'the statement, or - to read it from standard input')
    .addOption(new Option('--format <name>', 'how rows are printed').choices(FORMATS).default('table'))
    .option('--param <name=value...>', 'values for :name parameters')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async (text: string, options: { lake: string; json?: boolean; format: Format; param?: string[] }) => {
      const sql = text === '-' ? readFileSync(0, 'utf8') : text;
      const format = options.json ? 'json' : options.format;
      const cacheFolder = mkdtempSync(join(tmpdir(), 'tracklake-query-'));
      try {
        const params = paramsOf(options.param ?? []) as Params;
        withSession({ lakePath: resolve(options.lake), sql, references: [], cacheFolder, fill: true }, session =>
          format === 'arrow' ? printArrow(session, params, cacheFolder) : printRows(session, params, format),
        );
      } finally {
        rmSync(cacheFolder, { recursive: true, force: true });
      }
    });
}

function printRows({ db, sql }: Session, params: Params, format: Exclude<Format, 'arrow'>): void {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  const columns = distinctNames(statement.columns().map(({ name }) => name));
  const rows = statement.iterate(params) as Iterable<unknown> as Iterable<Value[]>;
  switch (format) {
    case 'table':
      return printTable(columns, rows);
    case 'csv':
      return printLines(rows, row => row.map(csvCell).join(','), [columns.map(csvCell).join(',')]);
    case 'jsonl':
      return printLines(rows, row => jsonRow(columns, row));
    case 'json':
      return printArray(columns, rows);
  }
}

function printTable(columns: readonly string[], rows: Iterable<Value[]>): void {
  const shown: Value[][] = [];
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count <= TABLE_ROWS) shown.push(row);
  }
  const cells = shown.map(row =>
    row.map(value =>
      typeof value === 'bigint' ? Number(value) : value instanceof Uint8Array ? blobText(value) : value,
    ),
  );
  const cut = count > TABLE_ROWS ? `, the first ${readable(TABLE_ROWS)} shown (--format csv prints all)` : '';
  printNow(`${table(columns, cells)}\n\n${readable(count)} ${count === 1 ? 'row' : 'rows'}${cut}\n`);
}

/** Prints in large pieces, so that millions of rows are no millions of writes. */
function printLines(rows: Iterable<Value[]>, line: (row: Value[]) => string, head: readonly string[] = []): void {
  let piece = head.map(text => `${text}\n`).join('');
  for (const row of rows) {
    piece += `${line(row)}\n`;
    if (piece.length > 1 << 16) {
      printNow(piece);
      piece = '';
    }
  }
  printNow(piece);
}

function printArray(columns: readonly string[], rows: Iterable<Value[]>): void {
  let first = true;
  printNow('[');
  printLines(rows, row => {
    const comma = first ? '' : ',';
    first = false;
    return `${comma}${jsonRow(columns, row)}`;
  });
  printNow(']\n');
}

function printArrow({ db, sql, snapshotId }: Session, params: Params, cacheFolder: string): void {
  const resultId = 'query';
  const unlimited = { mostRows: Infinity, mostResultBytes: Infinity };
  const request = { sql, params, resultId, folder: resultFolder(cacheFolder, resultId), snapshotId, ...unlimited };
  runQuery(db, request, { schema: () => {}, batch: () => {} }, new Int32Array(1));
  withStored(cacheFolder, resultId, stored => {
    const { columns } = stored.meta;
    const schema = arrowSchema(columns, 'name');
    const writer = new RecordBatchStreamWriter({ autoDestroy: false });
    writer.reset(undefined, schema);
    for (const { from, rows } of stored.batches) {
      const gathered = columns.map((_, column) => gather(stored, column, [{ from, to: from + rows }]));
      writer.write(recordBatch(schema, gathered, rows));
    }
    writer.finish();
    printNow(writer.toUint8Array(true));
  });
}

/** JSON rows are keyed by name, so a name that comes twice gets a number. */
function distinctNames(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map(name => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}_${times}`;
  });
}

const jsonRow = (columns: readonly string[], row: Value[]): string =>
  JSON.stringify(
    Object.fromEntries(columns.map((name, i) => [name, row[i] instanceof Uint8Array ? blobText(row[i]) : row[i]])),
    bigintsAsText,
  );

const blobText = (bytes: Uint8Array): string => `x'${Buffer.from(bytes).toString('hex')}'`;

/** Quoted where it must be, and inert in a spreadsheet: text that would start a formula gets an apostrophe. */
function csvCell(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = value instanceof Uint8Array ? blobText(value) : value;
  const inert = /^\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
