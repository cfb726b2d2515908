import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkStatement } from '../../src/cell/sql/check.ts';
import type { CellReference } from '../../src/shared/rpc/cells.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-errors-'));
  makeNumbersLake(join(folder, 'test.lake'), 10);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const check = (sql: string, references: CellReference[] = []) =>
  checkStatement(
    { kind: 'check', lakePath: join(folder, 'test.lake'), sql, params: {}, references },
    join(folder, 'cache'),
  );

/** `«…»` marks what the error should point at. */
test.each([
  ['select «nowhere» from gold_numbers', 'no such column: nowhere'],
  ['select 1 as "from", «nowhere» from gold_numbers', 'no such column: nowhere'],
  [`select 'nowhere', «n.nowhere» from gold_numbers n`, 'no such column: n.nowhere'],
  ['select * from «gold_nothing»', 'no such table: gold_nothing'],
  ['select * from gold_numbers n, «silver.things» s', 'no such table: silver.things'],
  ['select «frobnicate»(1)', 'no such function: frobnicate'],
  ['select * «form» gold_numbers where 1', 'near "form": syntax error'],
  ['select *\n  from gold_numbers\n  fro «x»', 'near "x": syntax error'],
  ['select (1 «from» gold_numbers', 'near "from": syntax error'],
  ['select 1 +', 'incomplete input'],
  ['with a as (select 1) select * from a «order» 1', 'near "1": syntax error'],
  ['«delete» from gold_numbers', 'a cell reads: it begins with select, with, values or explain, not with delete'],
  ['select 1; «select» 2', 'a cell runs one statement; this one begins a second'],
  ['select a.play_id from gold_numbers a, gold_numbers b where «title» = 1', 'ambiguous column name: title'],
  ['select max(«count»(*)) from gold_numbers', undefined],
])('%s', (marked, message) => {
  const sql = marked.replace(/[«»]/g, '');
  const { problems } = check(sql);
  expect(problems).toHaveLength(1);
  if (message !== undefined) expect(problems[0]!.message).toBe(message);
  if (!marked.includes('«')) return;
  const { offset, length } = problems[0]!;
  const [before, , after] = marked.split(/[«»]/);
  if (message === 'near "1": syntax error') expect(sql.slice(offset!)).toBe('1');
  else expect([offset, offset! + length!]).toEqual([before!.length, sql.length - after!.length]);
});

test('a statement in order has columns, parameters and relations', () => {
  expect(
    check('select title as name, :least + 1 from gold_numbers where play_id > :least and genre = @genre'),
  ).toMatchObject({
    problems: [],
    columns: [{ name: 'name' }, { type: null }],
    params: ['least', 'genre'],
    reads: ['gold_numbers'],
  });
});

test('other cells are readable by their names, and an error in them keeps its place here', () => {
  const top: CellReference = { name: 'top', sql: 'select track_id, count(*) as plays from gold_numbers group by 1;' };
  expect(check('select * from {{top}} where plays > 1', [top])).toMatchObject({
    problems: [],
    columns: [{ name: 'track_id' }, { name: 'plays' }],
  });
  expect(check('select * from top', [top]).problems).toEqual([]);
  expect(check('with x as (select 1) select * from {{top}}, x', [top]).problems).toEqual([]);
  const sql = 'select nowhere from {{top}}';
  expect(check(sql, [top]).problems[0]).toMatchObject({ message: 'no such column: nowhere', offset: 7, length: 7 });
  expect(check('select * from {{other}}', [top]).problems[0]).toMatchObject({
    message: 'no cell is called other',
    offset: 14,
  });
});
