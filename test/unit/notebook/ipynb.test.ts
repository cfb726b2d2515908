import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromIpynb, toIpynb } from '../../../src/shared/domain/notebook-ipynb.ts';
import { arbitraryNotebook } from './arbitrary.ts';

it('gives back every notebook that it wrote for Jupyter', () => {
  fc.assert(
    fc.property(arbitraryNotebook, notebook => {
      expect(fromIpynb(toIpynb(notebook))).toEqual(notebook);
    }),
    { numRuns: 200 },
  );
});

it('writes outputs that Jupyter shows: a table as HTML, a chart as PNG', () => {
  const written = toIpynb(
    {
      title: 'T',
      cells: [
        { kind: 'sql', id: 'a', name: '', source: 'select 1', chart: null, view: 'table', collapsed: false, span: 12 },
      ],
    },
    new Map([['a', { html: '<table></table>', png: 'iVBORw0KGgo=' }]]),
  );
  const { nbformat, cells } = JSON.parse(written) as { nbformat: number; cells: { outputs: { data: object }[] }[] };
  expect(nbformat).toBe(4);
  expect(cells[0]?.outputs[0]?.data).toEqual({ 'text/html': ['<table></table>'], 'image/png': 'iVBORw0KGgo=' });
});

it('reads a notebook of somebody else: magics come off, Python stays as text', () => {
  const foreign = {
    nbformat: 4,
    nbformat_minor: 2,
    metadata: {},
    cells: [
      { cell_type: 'markdown', metadata: {}, source: ['# Weekly\n', 'words'] },
      { cell_type: 'code', metadata: {}, source: '%%sql duckdb\nselect 1', outputs: [], execution_count: 1 },
      { cell_type: 'code', metadata: {}, source: ['import pandas'], outputs: [], execution_count: 2 },
    ],
  };
  const { title, cells } = fromIpynb(JSON.stringify(foreign));
  expect(title).toBe('Weekly');
  expect(cells.map(cell => [cell.kind, 'source' in cell ? cell.source : ''])).toEqual([
    ['text', '# Weekly\nwords'],
    ['sql', 'select 1'],
    ['text', '```\nimport pandas\n```'],
  ]);
});

it.each(['', '{}', '[]', '{"nbformat":4,"cells":7}'])('says what is wrong with %j', text => {
  expect(() => fromIpynb(text)).toThrow(/no Jupyter notebook/);
});
