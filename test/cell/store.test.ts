import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runQuery, type QueryRequest } from '../../src/cell/run-query.ts';
import { gather } from '../../src/cell/store/gather.ts';
import { withStored, type StoredResult } from '../../src/cell/store/reader.ts';
import { windowStream } from '../../src/cell/to-arrow.ts';
import { makeView } from '../../src/cell/views/view.ts';
import { rowsOfWindow } from '../../src/cell/views/view-file.ts';
import type { ResultFilter, SortKey } from '../../src/shared/rpc/results.ts';

let cache: string;
let count = 0;
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'tracklake-store-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

type Value = null | number | bigint | string | Uint8Array;

/** Stores what a statement gives, and reads it back through Arrow. */
function store(sql: string, options: Partial<QueryRequest> & { setUp?: (db: DatabaseSync) => void } = {}): string {
  const db = new DatabaseSync(':memory:');
  options.setUp?.(db);
  const resultId = `r${(count += 1)}`;
  const request = {
    sql,
    params: {},
    resultId,
    folder: join(cache, 'results', resultId),
    snapshotId: 0,
    mostRows: 1e9,
    mostResultBytes: 1e12,
  };
  runQuery(
    db,
    { ...request, ...options },
    { schema: () => {}, batch: () => {} },
    new Int32Array(new SharedArrayBuffer(4)),
  );
  db.close();
  return resultId;
}

function read(resultId: string, from = 0, rows = 1e5, view: string | null = null): Value[][] {
  return withStored(cache, resultId, stored => valuesOf(stored, from, rows, view));
}

function valuesOf(stored: StoredResult, from: number, rows: number, view: string | null): Value[][] {
  const window = rowsOfWindow(stored, view, from, rows);
  const columns = stored.columns.map((_, i) => gather(stored, i, window.ranges));
  const table = tableFromIPC(windowStream(stored.columns, columns, window.rows));
  return Array.from({ length: table.numRows }, (_, row) =>
    table.schema.fields.map((_f, i) => table.getChildAt(i)!.get(row) as Value),
  );
}

const kindsOf = (resultId: string): string[] =>
  withStored(cache, resultId, ({ columns }) => columns.map(column => column.kind));

describe('values survive', () => {
  test.each<[string, string, Value[][], string[]]>([
    ['integers', 'values (1), (-2), (null)', [[1n], [-2n], [null]], ['integer']],
    [
      'integers beyond 2^53',
      'values (9007199254740993), (-9223372036854775808), (1)',
      [[9007199254740993n], [-9223372036854775808n], [1n]],
      ['integer'],
    ],
    ['reals', 'values (1.5), (1e300), (null), (2.0)', [[1.5], [1e300], [null], [2]], ['real']],
    ['integers and reals', 'values (1), (2.5)', [[1], [2.5]], ['real']],
    ['big integers and reals', 'values (9007199254740993), (2.5)', [['9007199254740993'], ['2.5']], ['mixed']],
    ['text', `values ('a'), (''), (null), ('é😀'), ('日本')`, [['a'], [''], [null], ['é😀'], ['日本']], ['text']],
    ['blobs', `values (x'00ff'), (null), (x'')`, [[new Uint8Array([0, 255])], [null], [new Uint8Array(0)]], ['blob']],
    ['nothing but null', 'values (null), (null)', [[null], [null]], ['null']],
    [
      'several kinds',
      `values (1), ('x'), (2.5), (x'01'), (null)`,
      [['1'], ['x'], ['2.5'], [`x'01'`], [null]],
      ['mixed'],
    ],
    ['a name twice', `select 1 as a, 2 as a, 'x' as "a"`, [[1n, 2n, 'x']], ['integer', 'integer', 'text']],
    ['no rows', 'select 1 as a where false', [], ['null']],
  ])('%s', (_about, sql, rows, kinds) => {
    const resultId = store(sql);
    expect(read(resultId)).toEqual(rows);
    expect(kindsOf(resultId)).toEqual(kinds);
  });

  test('halves of a surrogate pair at the seam of two rows stay two texts', () => {
    const setUp = (db: DatabaseSync): void => {
      db.exec('create table t (a)');
      db.prepare('insert into t values (?), (?)').run('\ud83d', '\ude00');
    };
    expect(read(store('select a from t', { setUp })).map(([text]) => (text as string).length)).toEqual([1, 1]);
  });

  test('a column that turns into something else after many rows', () => {
    const sql = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
      select case when i < 19000 then i when i < 19500 then i + 0.5 else 'late ' || i end as late from n`;
    const resultId = store(sql);
    expect(kindsOf(resultId)).toEqual(['mixed']);
    expect(read(resultId, 18_998, 2)).toEqual([['18999'], ['19000.5']]);
    expect(read(resultId, 19_999, 5)).toEqual([['late 20000']]);
  });

  test('more columns than an aggregate function takes', () => {
    const columns = Array.from({ length: 1500 }, (_, i) => `${i} as c${i}`).join(', ');
    expect(read(store(`select ${columns}`))[0]!.at(-1)).toBe(1499n);
  });

  test('EXPLAIN, and text longer than a batch may hold', () => {
    expect(read(store('explain query plan select 1'))[0]!.at(-1)).toMatch(/SCAN CONSTANT ROW/);
    const long = read(store(`values (printf('%.*c', 9000000, 'x')), ('y'), (printf('%.*c', 9000000, 'z'))`));
    expect(long.map(([text]) => (text as string).length)).toEqual([9_000_000, 1, 9_000_000]);
  });

  test('the order of the statement is the order of the rows', () => {
    const sql = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 30000) select i * 7919 % 30011 as k from n order by k`;
    const keys = read(store(sql)).map(([key]) => Number(key));
    expect(keys).toEqual(keys.toSorted((a, b) => a - b));
  });
});

test('ceilings for rows and bytes end a statement and keep what came before', () => {
  const endless = 'with recursive n (i) as (select 1 union all select i + 1 from n) select i from n';
  expect(read(store(endless, { mostRows: 12_345 }))).toHaveLength(12_345);
  expect(read(store(endless, { previewRows: 77 }))).toHaveLength(77);
  const bytes = withStored(cache, store(endless, { mostResultBytes: 1e6 }), ({ meta }) => meta.bytes);
  expect(bytes).toBeGreaterThan(1e6);
  expect(bytes).toBeLessThan(1.2e6);
});

test('a value longer than a cell may hold is a ceiling too', () => {
  const setUp = (db: DatabaseSync): void => void (db.limits.length = 1_000_000);
  expect(() => store('select zeroblob(2000000)', { setUp })).toThrow(/longer than/);
});

const cell = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  fc.integer({ min: -50, max: 50 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string({ unit: 'binary-ascii', maxLength: 20 }).map(text => text.replaceAll('\0', '')),
);
const oneKind = fc.oneof(
  fc.array(fc.option(fc.integer({ min: -1000, max: 1000 })), { minLength: 1, maxLength: 300 }),
  fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1, maxLength: 300 }),
  fc.array(fc.option(fc.constantFrom('', 'a', 'aa', 'ab', 'same prefix, then 1', 'same prefix, then 2', 'Z', 'é')), {
    minLength: 1,
    maxLength: 300,
  }),
  fc.array(cell, { minLength: 1, maxLength: 100 }),
);

/** The rows in SQLite's own order or filter, as numbers of rows. */
function bySqlite(values: readonly Value[], tail: string, params: (string | number | null)[] = []): number[] {
  const db = new DatabaseSync(':memory:');
  db.exec('create table t (i integer primary key, v)');
  const insert = db.prepare('insert into t values (?, ?)');
  values.forEach((value, i) => insert.run(i, value));
  const rows = db
    .prepare(`select i from t ${tail}`)
    .all(...params)
    .map(row => Number(row['i']));
  db.close();
  return rows;
}

function byView(values: readonly Value[], sort: SortKey[], filters: ResultFilter[]): number[] {
  const setUp = (db: DatabaseSync): void => {
    db.exec('create table t (i integer primary key, v)');
    const insert = db.prepare('insert into t values (?, ?)');
    values.forEach((value, i) => insert.run(i, value));
  };
  const resultId = store('select i, v from t order by i', { setUp });
  const { view } = makeView(cache, { resultId, sort, filters });
  return read(resultId, 0, 1000, view).map(([i]) => Number(i));
}

describe('views against SQLite', () => {
  test.each(['asc', 'desc'] as const)('sorting %s', direction => {
    fc.assert(
      fc.property(oneKind, values => {
        const sort: SortKey[] = [{ column: 1, descending: direction === 'desc', nulls: 'last' }];
        expect(byView(values, sort, [])).toEqual(bySqlite(values, `order by v ${direction} nulls last, i`));
      }),
      { numRuns: 60 },
    );
  });

  test('filtering by comparison', () => {
    const op = fc.constantFrom('=' as const, '!=' as const, '<' as const, '<=' as const, '>' as const, '>=' as const);
    const numbers = fc.array(fc.option(fc.integer({ min: -5, max: 5 })), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(numbers, op, fc.integer({ min: -6, max: 6 }), (values, sign, bound) => {
        const filters: ResultFilter[] = [{ op: sign, column: 1, value: bound }];
        expect(byView(values, [], filters)).toEqual(bySqlite(values, `where v ${sign} ? order by i`, [bound]));
      }),
      { numRuns: 40 },
    );
  });

  test('the other filters', () => {
    const values = [null, 'Blue Monday', 'monday', 'Ärger', '', 'x'];
    expect(byView(values, [], [{ op: 'contains', column: null, text: 'MONDAY' }])).toEqual([1, 2]);
    expect(byView(values, [], [{ op: 'is null', column: 1 }])).toEqual([0]);
    expect(byView(values, [], [{ op: 'is not null', column: 1 }])).toEqual([1, 2, 3, 4, 5]);
    expect(byView(values, [], [{ op: 'in', column: 1, values: ['x', null] }])).toEqual([0, 5]);
    expect(byView(values, [], [{ op: 'not in', column: 1, values: ['x', ''] }])).toEqual([1, 2, 3]);
    expect(byView([1, 2, 3, null], [], [{ op: 'between', column: 1, low: 2, high: '3' }])).toEqual([1, 2]);
  });

  test('large enough for every branch of the sort, by two keys', () => {
    const sql = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
      select i, i * 7919 % 101 as k, 'the same long beginning ' || (i * 31 % 977) as t, i * 1.0 / (i % 13 - 6.5) as r from n`;
    const resultId = store(sql);
    const rows = read(resultId);
    for (const column of [1, 2, 3]) {
      const { view } = makeView(cache, {
        resultId,
        sort: [
          { column, descending: true, nulls: 'last' },
          { column: 0, descending: true, nulls: 'last' },
        ],
        filters: [],
      });
      const expected = rows.toSorted((a, b) =>
        a[column]! < b[column]! ? 1 : a[column]! > b[column]! ? -1 : Number(b[0]) - Number(a[0]),
      );
      expect(read(resultId, 0, 1e5, view)).toEqual(expected);
    }
  });
});
