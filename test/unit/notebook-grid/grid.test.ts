import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { layoutColumns, visibleColumns } from '../../../src/renderer/grid/columns.ts';
import { copyText } from '../../../src/renderer/grid/copy.ts';
import { formatDuration, formatNumber, formatValue } from '../../../src/renderer/grid/format.ts';
import { BLOCK_ROWS, RowCache, type RowBlock } from '../../../src/renderer/grid/row-cache.ts';
import { positionShowing, scrollMap } from '../../../src/renderer/grid/scroll-map.ts';
import { cellsIn, moveByKey, rangeOf } from '../../../src/renderer/grid/selection.ts';

describe('scrolling', () => {
  it('reaches the first and the last row of any result, and keeps below what browsers can hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), fc.integer({ min: 50, max: 3000 }), (rows, viewport) => {
        const map = scrollMap(rows, 24, viewport);
        expect(map.height).toBeLessThanOrEqual(8_000_000);
        expect(map.position(0)).toBe(0);
        expect(map.position(Math.max(0, map.height - viewport))).toBeCloseTo(Math.max(0, rows * 24 - viewport), 3);
      }),
    );
  });

  it('comes back to the position that it was given, to less than a row', () => {
    const map = scrollMap(10_000_000, 24, 600);
    for (const row of [0, 1, 777_777, 5_000_000, 9_999_999]) {
      const position = positionShowing(row, 0, 24, 600, map.end);
      expect(Math.abs(map.position(map.scrollTop(position)) - position)).toBeLessThan(24);
    }
  });

  it('shows only the columns in view, and one more at each side', () => {
    const layout = layoutColumns(Array.from({ length: 1000 }, () => 100));
    expect(visibleColumns(layout, 0, 500)).toEqual({ first: 0, last: 5 });
    expect(visibleColumns(layout, 50_000, 50_500)).toEqual({ first: 499, last: 505 });
    expect(visibleColumns(layout, 99_900, 100_400)).toEqual({ first: 998, last: 999 });
  });
});

describe('the row cache', () => {
  const settle = () => new Promise(resolve => setTimeout(resolve, 0));
  const block = (from: number, rows: number): RowBlock => ({ rows, value: row => from + row });

  it('asks again for rows that came while the first ones were on their way', async () => {
    const cache = new RowCache(
      async (from, rows) => (await settle(), block(from, rows)),
      0,
      () => undefined,
    );
    cache.grow(5);
    cache.want(0, 12);
    cache.grow(12);
    for (let turn = 0; turn < 4; turn += 1) await settle();
    expect(cache.value(11, 0)).toBe(11);
  });

  it('loads what is wanted, gives up what scrolled away, and keeps memory bounded', async () => {
    const asked: number[] = [];
    const aborted: number[] = [];
    const cache = new RowCache(
      async (from, rows, signal) => {
        asked.push(from);
        signal.addEventListener('abort', () => aborted.push(from));
        await settle();
        signal.throwIfAborted();
        return block(from, rows);
      },
      10_000_000,
      () => {},
    );
    cache.want(0, 40);
    cache.want(5_000_000, 5_000_040);
    await settle();
    await settle();
    expect(aborted).toEqual([0]);
    expect(cache.value(5_000_001, 0)).toBe(5_000_001);
    expect(cache.value(3, 0)).toBeUndefined();
    for (let at = 0; at < 200; at += 1) {
      cache.want(at * BLOCK_ROWS, at * BLOCK_ROWS + 10);
      await settle();
      await settle();
    }
    expect(cache.value(0, 0)).toBeUndefined();
    expect(cache.value(199 * BLOCK_ROWS, 0)).toBe(199 * BLOCK_ROWS);
  });

  it('reads the last block again when more rows have come', async () => {
    const cache = new RowCache(
      async (from, rows) => block(from, rows),
      100,
      () => {},
    );
    cache.want(0, 200);
    await settle();
    expect(cache.value(150, 0)).toBeUndefined();
    cache.grow(1000);
    cache.want(0, 200);
    await settle();
    expect(cache.value(150, 0)).toBe(150);
  });

  it('keeps a failure to show, and does not ask for ever', async () => {
    let asked = 0;
    const cache = new RowCache(
      () => {
        asked += 1;
        return Promise.reject(new Error('gone'));
      },
      100,
      () => {},
    );
    cache.want(0, 50);
    await settle();
    await settle();
    expect(String(cache.failure)).toContain('gone');
    expect(asked).toBe(1);
  });
});

describe('selecting', () => {
  const bounds = { rows: 10, columns: 4, page: 5 };

  it('moves as the grid pattern says, and stays inside', () => {
    expect(moveByKey({ row: 0, column: 0 }, 'ArrowUp', false, bounds)).toEqual({ row: 0, column: 0 });
    expect(moveByKey({ row: 3, column: 1 }, 'End', true, bounds)).toEqual({ row: 9, column: 3 });
    expect(moveByKey({ row: 3, column: 1 }, 'PageDown', false, bounds)).toEqual({ row: 8, column: 1 });
    expect(moveByKey({ row: 3, column: 1 }, 'a', false, bounds)).toBeNull();
  });

  it('counts a rectangle drawn in any direction', () => {
    const range = rangeOf({ anchor: { row: 5, column: 3 }, focus: { row: 2, column: 1 } });
    expect(range).toEqual({ fromRow: 2, toRow: 6, fromColumn: 1, toColumn: 4 });
    expect(cellsIn(range)).toBe(12);
  });
});

describe('copying', () => {
  const names = ['title', 'plays'];
  const rows = [
    ['a\tb\n"c"', 12],
    ['<b>|x', null],
  ];

  it('keeps one row a line in a spreadsheet', () => {
    expect(copyText({ format: 'tsv', table: 't' }, names, rows)).toBe('a b "c"\t12\n<b>|x\t');
  });

  it('quotes CSV, escapes Markdown, and keeps big integers exact in JSON', () => {
    expect(copyText({ format: 'csv', table: 't' }, names, rows)).toBe('title,plays\r\n"a\tb\n""c""",12\r\n<b>|x,');
    expect(copyText({ format: 'markdown', table: 't' }, names, rows)).toBe(
      '| title | plays |\n| --- | --: |\n| a\tb "c" | 12 |\n| \\<b\\>\\|x |  |',
    );
    expect(JSON.parse(copyText({ format: 'json', table: 't' }, ['n', 'n'], [[9007199254740993n, 1]]))).toEqual([
      { n: '9007199254740993', n_2: 1 },
    ]);
  });
});

describe('copying as INSERT', () => {
  it('gives a statement that SQLite reads back as the same values', () => {
    const rows = [
      ["it's", 1.5, null, 9007199254740993n, new Uint8Array([1, 255])],
      ['x"y\nz', -1e300, 'null', -5n, new Uint8Array()],
    ];
    const db = new DatabaseSync(':memory:');
    db.exec('create table t (a, b, c, a_2, d)');
    db.exec(copyText({ format: 'insert', table: 't' }, ['a', 'b', 'c', 'a', 'd'], rows));
    const statement = db.prepare('select * from t');
    statement.setReadBigInts(true);
    expect(statement.all().map(row => Object.values(row))).toEqual(rows);
    db.close();
  });
});

describe('formatting', () => {
  it('reads well and stays exact', () => {
    expect(formatNumber(1234567.891)).toBe('1,234,567.891');
    expect(formatNumber(9007199254740993n)).toBe('9,007,199,254,740,993');
    expect(formatNumber(0.00000123)).toBe('1.230e-6');
    expect(formatValue(1, 'boolean')).toBe('true');
    expect(formatValue(0.123, 'share')).toBe('12.3%');
    expect(formatValue(1234567n, 'id')).toBe('1234567');
    expect(formatValue('2024-01-01T00:00:03Z', 'time')).toBe('2024-01-01 00:00:03');
    expect(formatValue('a\nb', 'text')).toBe('a ⏎ b');
    expect(formatValue(null, 'number')).toBe('');
    expect(formatDuration(3_725_000)).toBe('1:02:05');
    expect(formatDuration(205_000)).toBe('3:25');
  });
});
