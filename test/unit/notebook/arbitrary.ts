import fc from 'fast-check';
import { INPUT_TYPES, KPI_FORMATS, SPANS, type Cell, type Notebook } from '../../../src/shared/domain/notebook.ts';
import { AGGREGATES, CHART_KINDS, type ChartSpec } from '../../../src/shared/domain/notebook-chart.ts';

/** Text as a person or a hostile file may have it: fences, markers, blank edges, quotes and odd characters. */
const piece = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '```',
    '````',
    '```sql id=x',
    '```kpi',
    '<!-- text id=a -->',
    '# heading',
    '',
    ' ',
    '{{a}}',
    '"',
    '`',
    '--',
  ),
);
const text = fc.array(piece, { maxLength: 6 }).map(lines => lines.join('\n').replace(/[\r\uFEFF]/g, ' '));
const line = piece.map(each => each.replace(/[\r\n\uFEFF]/g, ' '));
const value = fc.oneof(
  fc.constant(null),
  line,
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(n => n + 0),
);
const name = fc.oneof(fc.constant(''), fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/));

const chart: fc.Arbitrary<ChartSpec> = fc.record(
  {
    kind: fc.constantFrom(...CHART_KINDS),
    x: line,
    y: fc.array(line, { maxLength: 3 }),
    color: line,
    aggregate: fc.constantFrom(...AGGREGATES),
    bins: fc.integer({ min: 2, max: 200 }),
    before: fc.integer({ min: 1, max: 1000 }),
    title: line,
  },
  { requiredKeys: ['kind'] },
);

const base = { collapsed: fc.boolean(), span: fc.constantFrom(...SPANS) };
const bound = fc.oneof(fc.constant(null), fc.integer());
const cell = (id: string): fc.Arbitrary<Cell> =>
  fc.oneof(
    fc.record({ ...base, id: fc.constant(id), kind: fc.constant('text' as const), source: text }),
    fc.record({
      ...base,
      id: fc.constant(id),
      kind: fc.constant('sql' as const),
      name,
      source: text,
      chart: fc.option(chart),
      view: fc.constantFrom('table' as const, 'chart' as const),
    }),
    fc.record({ ...base, id: fc.constant(id), kind: fc.constant('chart' as const), of: name, chart }),
    fc.record({
      ...base,
      id: fc.constant(id),
      kind: fc.constant('input' as const),
      name,
      label: line,
      type: fc.constantFrom(...INPUT_TYPES),
      value,
      options: fc.array(value, { maxLength: 3 }),
      optionsOf: name,
      min: bound,
      max: bound,
      step: bound,
    }),
    fc.record({
      ...base,
      id: fc.constant(id),
      kind: fc.constant('kpi' as const),
      of: name,
      label: line,
      value: line,
      compare: line,
      spark: line,
      format: fc.constantFrom(...KPI_FORMATS),
      better: fc.constantFrom('up' as const, 'down' as const, 'neither' as const),
    }),
  );

export const arbitraryNotebook: fc.Arbitrary<Notebook> = fc
  .tuple(
    line.map(title => title.replace(/\s+/g, ' ').trim()),
    fc.integer({ min: 0, max: 5 }).chain(count => fc.tuple(...Array.from({ length: count }, (_, i) => cell(`c${i}`)))),
  )
  .map(([title, cells]) => ({ title, cells }));
