import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { newCell, type Cell, type InputCell, type SqlCell } from '../../../src/shared/domain/notebook.ts';
import { buildGraph, downstream, runOrder, upstream } from '../../../src/shared/domain/notebook-graph.ts';
import { compileCell } from '../../../src/shared/domain/notebook-compile.ts';
import { cellReferences, parameterNames } from '../../../src/shared/domain/notebook-sql.ts';

const sql = (id: string, source: string, name = id): SqlCell => ({
  ...(newCell('sql', []) as SqlCell),
  id,
  name,
  source,
});
const input = (name: string, value: InputCell['value'], type: InputCell['type'] = 'text'): InputCell => ({
  ...(newCell('input', []) as InputCell),
  id: name,
  name,
  type,
  value,
});
const chart = (id: string, of: string): Cell => ({ ...newCell('chart', []), id, of }) as Cell;

function run(cells: Cell[], id: string): unknown[] {
  const cell = cells.find(each => each.id === id) as SqlCell;
  const { sql: text, params } = compileCell(cells, cell);
  const db = new DatabaseSync(':memory:');
  return db
    .prepare(text)
    .all(params)
    .map(row => Object.values(row));
}

describe('references', () => {
  it('are seen outside strings and comments alone', () => {
    expect(cellReferences(`select '{{no}}', "{{no}}" -- {{no}}\n from {{ yes }} /* {{no}} */ join {{yes}}`)).toEqual([
      'yes',
    ]);
    expect(parameterNames(`select ':no', :yes, @other, a::text`)).toEqual(['yes', 'text']);
  });
});

describe('the cell graph', () => {
  const cells = [
    sql('last', 'select * from {{middle}}'),
    input('month', '2024-12'),
    sql('first', 'select :month as month'),
    sql('middle', 'select * from {{first}}'),
    chart('picture', 'middle'),
    sql('alone', 'select 1'),
  ];
  const graph = buildGraph(cells);

  it('marks everything below a change stale', () => {
    expect([...downstream(graph, ['month'])].sort()).toEqual(['first', 'last', 'middle', 'picture']);
    expect([...upstream(graph, ['last'])].sort()).toEqual(['first', 'middle', 'month']);
  });

  it('runs what a cell reads before it', () => {
    expect(runOrder(cells, graph, new Set(['last', 'first', 'middle', 'alone']))).toEqual([
      'first',
      'middle',
      'last',
      'alone',
    ]);
    expect(runOrder(cells, graph, new Set(['last']))).toEqual(['last']);
  });

  it('reports a cycle once and never runs it', () => {
    const ring = [
      sql('a', 'select * from {{c}}'),
      sql('b', 'select * from {{a}}'),
      sql('c', 'select * from {{b}}'),
      sql('d', 'select 1'),
    ];
    const found = buildGraph(ring);
    expect(found.cycles.map(cycle => [...cycle].sort())).toEqual([['a', 'b', 'c']]);
    expect(runOrder(ring, found, new Set(['a', 'b', 'c', 'd']))).toEqual(['d']);
    expect(() => compileCell(ring, ring[0]!)).toThrow(/in a circle/);
  });

  it('names what nobody answers to', () => {
    const found = buildGraph([sql('a', 'select * from {{gone}} where x = :nothing'), sql('b', '', 'a')]);
    expect(found.missing.get('a')).toEqual(['gone', 'nothing']);
    expect(found.duplicates).toEqual(['a']);
  });
});

describe('compiled SQL', () => {
  it('puts a chain of cells in order, each once', () => {
    const cells = [
      sql('one', 'select 1 as n union all select 2;  -- done'),
      sql('doubled', 'select n * 2 as n from {{one}}'),
      sql('both', 'select a.n, b.n from {{one}} a join {{doubled}} b on b.n = a.n'),
    ];
    expect(run(cells, 'both')).toEqual([[2]]);
    expect(compileCell(cells, cells[2]!).sql.match(/"one" as/g)).toHaveLength(1);
  });

  it('joins a with, and a recursive one, of the cell itself', () => {
    const cells = [
      sql('top', 'select 3 as n'),
      sql('plain', 'with x as (select n from {{top}}) select n from x'),
      sql(
        'deep',
        'with recursive c(i) as (select 1 union all select i + 1 from c where i < (select n from {{top}})) select i from c',
      ),
    ];
    expect(run(cells, 'plain')).toEqual([[3]]);
    expect(run(cells, 'deep')).toEqual([[1], [2], [3]]);
  });

  it('binds inputs of every cell on the way, and never splices them', () => {
    const hostile = `x'; drop table t; --`;
    const cells = [
      input('who', hostile),
      input('n', '7', 'number'),
      sql('a', 'select :who as who'),
      sql('b', 'select who, :n + 1 from {{a}}'),
    ];
    expect(compileCell(cells, cells[3] as SqlCell).sql).not.toContain('drop');
    expect(run(cells, 'b')).toEqual([[hostile, 8]]);
  });

  it('maps an offset of what runs back to what was typed', () => {
    const cells = [
      sql('one', 'select 1 as n'),
      sql('bad', 'select n, nope from {{one}}'),
      sql('with', 'with x as (select 1) select nope from {{one}}'),
    ];
    for (const id of ['bad', 'with']) {
      const cell = cells.find(each => each.id === id)!;
      const compiled = compileCell(cells, cell);
      expect(compiled.map(compiled.sql.indexOf('nope'))).toBe(cell.source.indexOf('nope'));
    }
  });

  it('leaves a stored result a reference, and puts everything else in', () => {
    const cells = [
      sql('kept', 'select 1 as n'),
      sql('loose', 'select n from {{kept}}'),
      sql('both', 'select * from {{loose}} join {{kept}}'),
    ];
    const compiled = compileCell(cells, cells[2] as SqlCell, new Map([['kept', 'r1']]));
    expect(compiled.references).toEqual([{ name: 'kept', resultId: 'r1' }]);
    expect(compiled.sql.match(/\{\{kept\}\}/g)).toHaveLength(2);
    expect(compiled.sql).not.toContain('{{loose}}');
  });

  it('says which name is unknown, and which there are', () => {
    expect(() =>
      compileCell([sql('a', 'select 1'), sql('b', 'select * from {{c}}')], sql('x', 'select * from {{c}}')),
    ).toThrow(/no cell is called c \(cells with a name: a, b\)/);
    expect(() => compileCell([], sql('x', 'select :gone'))).toThrow(/add an input cell called gone/);
  });
});
