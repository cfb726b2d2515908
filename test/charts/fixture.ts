import { DatabaseSync } from 'node:sqlite';
import type { ChartSpec } from '../../src/shared/domain/notebook-chart.ts';
import type { ResultColumn } from '../../src/shared/rpc/results.ts';
import { fieldOf, type ChartField, type ChartInput, type ChartRow } from '../../src/renderer/charts/chart.ts';
import { chartKind } from '../../src/renderer/charts/registry.ts';
import type { ChartTheme } from '../../src/renderer/charts/theme.ts';

export interface ChartCase {
  /** Columns as the host describes them: name → how it is read. */
  columns: Record<string, ResultColumn['semantic']>;
  rows: (string | number | null)[][];
  spec: ChartSpec;
  /** Keeps the option's first marks alone in the golden. */
  where?: string;
}

export const theme: ChartTheme = {
  palette: [
    '#0f6cbd',
    '#d9780f',
    '#0b8f7c',
    '#a63d8f',
    '#8a7a00',
    '#4fa8d8',
    '#b3322b',
    '#5b6570',
    '#6b4fc4',
    '#5e8f1f',
  ],
  heat: ['#eff4f5', '#c3e0e7', '#84bfcd', '#3f94a8', '#0a6c83', '#05404f'],
  text: '#171b20',
  muted: '#4f5965',
  axis: '#626c78',
  grid: '#e9ecef',
  surface: '#ffffff',
  raised: '#ffffff',
  line: '#cdd2d8',
  good: '#17713e',
  bad: '#b42a25',
  font: 'Inter Variable',
  animate: false,
};

export const fieldsOf = (columns: ChartCase['columns']): ChartField[] =>
  Object.entries(columns).map(([name, semantic]) =>
    fieldOf({ name, semantic, kind: 'text', declaredType: null, relation: null, column: null, nullable: true }),
  );

/** The result as a real table, the kind's SQL over it, and what the chart is given. */
export function chartInput({ columns, rows, spec, where = '' }: ChartCase): ChartInput & { sql: string } {
  const db = new DatabaseSync(':memory:');
  const names = Object.keys(columns).map(name => `"${name}"`);
  db.exec(`create table result (${names.join(', ')})`);
  const insert = db.prepare(`insert into result values (${names.map(() => '?').join(', ')})`);
  for (const row of rows) insert.run(...row);
  const fields = fieldsOf(columns);
  const sql = chartKind(spec.kind).query(spec, { fields, where });
  const marks = db.prepare(sql.replaceAll('{{result}}', 'result')).all() as ChartRow[];
  db.close();
  const field = (name: string | undefined) => fields.find(each => each.name === name);
  return {
    sql,
    spec,
    theme,
    rows: marks.map(row => ({ ...row })),
    fields: {
      x: field(spec.x),
      color: field(spec.color),
      size: field(spec.size),
      y: (spec.y ?? []).map(name => field(name)!),
    },
  };
}
