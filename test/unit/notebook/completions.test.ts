import { describe, expect, it } from 'vitest';
import { complete, type CompletionContext } from '../../../src/renderer/editor/completions.ts';
import { formatSql } from '../../../src/renderer/editor/format-sql.ts';

const context: CompletionContext = {
  relations: [
    {
      name: 'silver_listens',
      rows: 10,
      columns: [
        { name: 'track_id', type: 'any' },
        { name: 'ms_played', type: 'integer' },
      ],
    },
    {
      name: 'gold_top_artists_by_month',
      rows: 5,
      columns: [
        { name: 'month', type: 'text' },
        { name: 'odd name', type: 'text' },
      ],
    },
  ],
  functions: [{ name: 'sum', kind: 'aggregate' }],
  keywords: ['SELECT', 'WHERE'],
  cells: [{ name: 'weekly', columns: ['week_end', 'plays'] }],
  inputs: ['month'],
};

/** The bar is the caret. */
const at = (text: string): string[] =>
  complete(text.replace('|', ''), text.indexOf('|'), context).map(each => each.label);

describe('completion', () => {
  it('offers relations and cells after from and join, gold first', () => {
    expect(at('select * from |')).toEqual(['{{weekly}}', 'gold_top_artists_by_month', 'silver_listens']);
    expect(at('select * from silver_listens s join g|')).toContain('gold_top_artists_by_month');
  });

  it('offers the columns of what the statement reads, before it is finished', () => {
    expect(at('select | from silver_listens').slice(0, 2)).toEqual(['track_id', 'ms_played']);
    expect(at('select sum(|) from silver_listens')[0]).toBe('track_id');
    expect(at('select x from silver_listens where |')[0]).toBe('track_id');
  });

  it('offers the columns of an alias after its dot', () => {
    expect(at('select l.| from silver_listens as l join gold_top_artists_by_month g')).toEqual([
      'track_id',
      'ms_played',
    ]);
    expect(at('select w.| from {{weekly}} w')).toEqual(['week_end', 'plays']);
    expect(at('select nobody.| from silver_listens')).toEqual([]);
  });

  it('knows common table expressions and the names that they give', () => {
    const sql =
      'with t as (select track_id, sum(ms_played) as total from silver_listens group by 1), u(a, b) as (select 1, 2) select';
    expect(at(`${sql} t.| from t`)).toEqual(['track_id', 'total']);
    expect(at(`${sql} u.| from u`)).toEqual(['a', 'b']);
    expect(at(`${sql} * from |`).slice(0, 2)).toEqual(['t', 'u']);
  });

  it('keeps an inner select apart, and sees the outer one from it', () => {
    const labels = at(
      'select * from gold_top_artists_by_month g where exists (select 1 from silver_listens l where |)',
    );
    expect(labels.indexOf('track_id')).toBeLessThan(labels.indexOf('month'));
    expect(labels).toContain('month');
  });

  it('offers cells in braces and inputs after a colon', () => {
    expect(at('select * from {{we|')).toEqual(['weekly']);
    expect(at('select * from x where m = :|')).toEqual([':month']);
  });

  it('is quiet inside strings and comments', () => {
    expect(at(`select 'a |b'`)).toEqual([]);
    expect(at(`select 1 -- from |`)).toEqual([]);
  });

  it('quotes names that need it', () => {
    const found = complete('select  from gold_top_artists_by_month', 7, context).find(
      each => each.label === 'odd name',
    );
    expect(found?.insert).toBe('"odd name"');
  });
});

describe('formatting SQL', () => {
  it('lays out a statement and keeps references and parameters', async () => {
    expect(await formatSql('SELECT a,b FROM {{weekly}} w WHERE m=:month')).toBe(
      'select\n  a,\n  b\nfrom\n  {{weekly}} w\nwhere\n  m = :month',
    );
  });

  it('leaves what it can not read as it is', async () => {
    expect(await formatSql('select (((')).toBe('select (((');
  });
});
