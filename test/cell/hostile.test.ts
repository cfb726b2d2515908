import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { singleStatement } from '../../src/cell/sql/tokens.ts';
import { withSession } from '../../src/cell/sql/session.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { attack, runAsCell } from './attack.ts';
import { HOSTILE } from './statements.ts';

let folder: string;
let lakePath: string;
let cacheFolder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-hostile-'));
  lakePath = join(folder, 'test.lake');
  cacheFolder = join(folder, 'cache');
  makeNumbersLake(lakePath, 1000);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every hostile statement as it stands is refused', () => {
  for (const statement of HOSTILE) {
    const target = join(folder, 'must-not-exist');
    expect(() => runAsCell(lakePath, cacheFolder, statement.replaceAll('FILE', target), 'plain'), statement).toThrow();
    expect(existsSync(target), statement).toBe(false);
  }
});

test('400 disguised ones change nothing', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { tried, refused, ran, harm } = attack(lakePath, cacheFolder, 400, seed);
  expect(harm, `seed ${seed}`).toEqual([]);
  expect(refused + ran.length).toBe(tried);
  expect(refused, `seed ${seed}; ran: ${ran.slice(0, 3).join(' ⏎ ')}`).toBeGreaterThan(tried * 0.8);
});

test('control: read-only mode alone writes files and opens foreign ones', () => {
  const db = new DatabaseSync(lakePath, { readOnly: true });
  const copy = join(folder, 'copy');
  db.exec(`vacuum into '${copy}'`);
  expect(existsSync(copy)).toBe(true);
  db.exec(`attach '${copy}' as other`);
  expect(db.prepare('select count(*) as n from other.gold_numbers').get()).toEqual({ n: 1000 });
  db.close();
  rmSync(copy);
});

test('control: without the check of our own a second statement would be dropped in silence', () => {
  const db = new DatabaseSync(':memory:');
  expect(() => db.prepare('select 1; drop table nothing')).not.toThrow();
  expect(() => singleStatement('select 1; drop table nothing')).toThrow(/one statement/);
  db.close();
});

test.each([
  ['select 1;', 'select 1'],
  ["select ';' -- ; x\n;", "select ';' -- ; x\n"],
  ['/* ; */ select 1 /* ; */ ; -- end', '/* ; */ select 1 /* ; */ '],
])('one statement stays as it is: %s', (sql, expected) => {
  expect(singleStatement(sql)).toBe(expected);
});

test('a cell reads what it may, and its relations are known', () => {
  const answer = withSession(
    {
      lakePath,
      sql: 'with t as (select * from gold_numbers) select count(*) from t join bronze_dim_users',
      references: [],
      cacheFolder,
      fill: true,
    },
    ({ db, sql, reads }) => ({ row: db.prepare(sql).get(), reads: reads() }),
  );
  expect(answer.row).toEqual({ 'count(*)': 0 });
  expect(answer.reads).toEqual(['bronze_dim_users', 'gold_numbers']);
});
