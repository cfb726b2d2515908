import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { LoadedColumn } from '../../src/cell/views/load-column.ts';
import { sortRows } from '../../src/cell/views/sort.ts';

/** Long columns, so that rows are dealt out, sorted in the cache, inserted and compared; each against SQLite's own order. */
const ROWS = 40_000;

/** The same on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const below = (next: () => number, most: number): number => Math.floor(next() * most);
const letters = (next: () => number, signs: string, most: number): string =>
  Array.from({ length: below(next, most + 1) }, () => signs[below(next, signs.length)]).join('');

const TEXTS: Record<string, (next: () => number, row: number) => string> = {
  'numbers in writing': (_next, row) => `track title ${(row * 7919) % 1_000_003}`,
  'free text of any length': next => letters(next, 'abcdefghijklmnopqrstuvwxyz ABCDEFGHIJ\'"-0123456789', 40),
  'few long names': next => `The same long beginning of a name, and then number ${below(next, 20)}, to its end`,
  'endings of one another': next => 'a'.repeat(below(next, 60)),
  'zeros in texts': next => letters(next, '\u0000\u0001a', 24),
  'signs of four bytes': next => letters(next, 'aé字🎵🎶', 12),
  'long paths': next => `https://example.org/${letters(next, 'ab', 3)}/albums/${'x'.repeat(30)}${below(next, 5000)}`,
};

const NUMBERS: Record<string, (next: () => number, row: number) => number> = {
  'close integers': next => below(next, 1_000_000) - 500_000,
  'far integers': next => Math.round((next() - 0.5) * 2 ** 53),
  fractions: next => (next() - 0.5) * 10 ** below(next, 30),
  'a few values': (_next, row) => (row % 7) / 4,
  'zeros of both signs': (_next, row) => [0, -0, 1, -1][row % 4] ?? 0,
};

describe.each(['asc', 'desc'] as const)('%s', direction => {
  test.each(Object.entries(TEXTS))('%s', (_about, make) => {
    const next = random(7);
    const values = Array.from({ length: ROWS }, (_, row) => (row % 50 === 3 ? null : make(next, row)));
    expect(sorted(texts(values), direction)).toEqual(bySqlite(values, direction));
  });

  test.each(Object.entries(NUMBERS))('%s', (_about, make) => {
    const next = random(11);
    const values = Array.from({ length: ROWS }, (_, row) => (row % 50 === 3 ? null : make(next, row)));
    expect(sorted(numbers(values), direction)).toEqual(bySqlite(values, direction));
  });

  test('integers beyond 2^53', () => {
    const next = random(13);
    const values = Array.from({ length: ROWS }, () => BigInt(below(next, 2 ** 31)) * 4_294_967_296n - 2n ** 62n);
    const column: LoadedColumn = { type: 'bigs', rows: ROWS, valid: null, values: BigInt64Array.from(values) };
    expect(sorted(column, direction)).toEqual(bySqlite(values, direction));
  });
});

function sorted(column: LoadedColumn, direction: 'asc' | 'desc'): number[] {
  const rows = Uint32Array.from({ length: column.rows }, (_, row) => row);
  sortRows(rows, [{ column, descending: direction === 'desc', nulls: 'last' }]);
  return [...rows];
}

function bySqlite(values: readonly (string | number | bigint | null)[], direction: string): number[] {
  const db = new DatabaseSync(':memory:');
  try {
    db.exec('create table t (i integer primary key, v); begin');
    const insert = db.prepare('insert into t values (?, ?)');
    values.forEach((value, row) => insert.run(row, value));
    return db
      .prepare(`select i from t order by v ${direction} nulls last, i`)
      .all()
      .map(row => Number(row['i']));
  } finally {
    db.close();
  }
}

const validity = (values: readonly unknown[]): Uint8Array => Uint8Array.from(values, value => (value === null ? 0 : 1));

function numbers(values: readonly (number | null)[]): LoadedColumn {
  return {
    type: 'numbers',
    rows: values.length,
    valid: validity(values),
    values: Float64Array.from(values, v => v ?? 0),
  };
}

function texts(values: readonly (string | null)[]): LoadedColumn {
  const parts = values.map(value => Buffer.from(value ?? ''));
  const offsets = new Uint32Array(values.length + 1);
  parts.forEach((part, row) => (offsets[row + 1] = (offsets[row] ?? 0) + part.length));
  const bytes = new Uint8Array(Buffer.concat(parts));
  return { type: 'bytes', rows: values.length, valid: validity(values), offsets, bytes, blob: false };
}
