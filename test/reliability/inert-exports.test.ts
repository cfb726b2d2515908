import { streamXlsxRows } from 'hucre/xlsx';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { csvOf } from '../../src/cell/export/csv.ts';
import { jsonLinesOf } from '../../src/cell/export/json-lines.ts';
import { shownOf, type Shown } from '../../src/cell/export/rows.ts';
import { xlsxOf } from '../../src/cell/export/xlsx.ts';
import { openStored, type StoredResult } from '../../src/cell/store/reader.ts';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { runAsCell } from '../cell/attack.ts';
import { cellsOf } from '../unit/reports/cells-of.ts';
import { FORMULAS, SCRIPTS } from '../unit/reports/payloads.ts';

/** RELIABILITY row 12, for results: payloads in texts and in names of columns, exported and read back. Reports: test/unit/reports. */
const PAYLOADS = [...FORMULAS, ...SCRIPTS];
const SEPARATORS = [',', ';', '\t'];

let folder: string;
let stored: StoredResult;
let shown: Shown;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-inert-'));
  const lakePath = join(folder, 'test.lake');
  openLakehouse(lakePath).close();
  const db = new Database(lakePath);
  db.exec('create table gold_payloads (n integer primary key, text text) strict');
  const insert = db.prepare('insert into gold_payloads (text) values (?)');
  for (const payload of PAYLOADS) insert.run(payload);
  db.close();
  const sql = 'select n, text as "=1+1", text as "@SUM(A1)", -n as negative from gold_payloads order by n';
  runAsCell(lakePath, join(folder, 'cache'), sql, 'payloads');
  stored = openStored(join(folder, 'cache'), 'payloads');
  shown = shownOf(stored, null, null);
});
afterAll(() => {
  stored.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What a spreadsheet computes: after blanks of any kind, a sign of a formula in any width; a plain number is none. */
const isFormula = (cell: string): boolean =>
  !/^-?\d+$/.test(cell) && (/^[\s\p{Z}\p{Cc}\p{Cf}]*[=+\-@＝＋－＠﹢﹣﹦﹫−]/u.test(cell) || /^[\t\r\n]/.test(cell));

const formulasIn = (csv: string): string[] =>
  SEPARATORS.flatMap(separator => cellsOf(csv, separator).filter(isFormula));

test('CSV: no cell is a formula, whatever separates the cells, and every row is there', () => {
  expect(FORMULAS.length).toBeGreaterThanOrEqual(60);
  const csv = [...csvOf(shown)].join('');
  expect(formulasIn(csv)).toEqual([]);
  expect(cellsOf(csv.trimEnd(), ',')).toHaveLength(4 * (PAYLOADS.length + 1));
});

test('XLSX: every cell is the text itself, as a string, and no cell has a formula', async () => {
  const parts: Uint8Array[] = [];
  for await (const part of xlsxOf(shown)) parts.push(part);
  const rows = [];
  for await (const { values } of streamXlsxRows(Buffer.concat(parts))) rows.push(values);
  expect(rows[0]).toEqual(['n', '=1+1', '@SUM(A1)', 'negative']);
  expect(rows).toHaveLength(PAYLOADS.length + 1);
  for (const [i, payload] of PAYLOADS.entries()) expect(asRead(rows[i + 1]?.[1])).toBe(asRead(payload));
  expect(rows.flat().filter(value => typeof value === 'object' && value !== null)).toEqual([]); // formulas are objects
});

/** XML has no control characters, and one kind of line end. */
const asRead = (value: unknown): string =>
  String(value)
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFD\uFFFE\uFFFF]/g, '');

test('JSON lines: every line is one object that holds the text itself', () => {
  const lines = [...jsonLinesOf(shown)].join('').trimEnd().split('\n');
  expect(lines.map(line => (JSON.parse(line) as Record<string, unknown>)['=1+1'])).toEqual(
    PAYLOADS.map(payload => payload.toWellFormed()),
  );
});

test('control: the same texts, only quoted, are formulas', () => {
  const bare = FORMULAS.map((payload, n) => `${n},"${payload.replaceAll('"', '""')}"\r\n`).join('');
  expect(formulasIn(bare).length).toBeGreaterThan(FORMULAS.length);
});
