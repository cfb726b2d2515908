import { rawQuery } from '../aggregate.ts';
import { axisTitle, valueAxis } from '../axes.ts';
import { baseOption, grid, label, legend, mark, tooltip } from '../base.ts';
import { ofType, type ChartInput, type ChartKind, type ChartRow } from '../chart.ts';
import { toNumber } from '../series.ts';
import { formatValue } from '../../grid/format.ts';

const LARGEST_RADIUS = 26;

/** How two measures go together; a third is the size of the point. */
export const scatter: ChartKind = {
  name: 'scatter',
  title: 'Scatter',
  channels: [
    { name: 'x', title: 'Across', accepts: ['number'], required: true, many: false },
    { name: 'y', title: 'Up', accepts: ['number'], required: true, many: false },
    { name: 'color', title: 'Color', accepts: ['category', 'number', 'time'], required: false, many: false },
    { name: 'size', title: 'Size', accepts: ['number'], required: false, many: false },
  ],
  brush: 'box',
  aggregates: false,
  guess(fields) {
    const [x, y] = ofType(fields, 'number');
    if (x === undefined || y === undefined) return null;
    const bare = ofType(fields, 'category', 'time').length === 0;
    return { spec: { kind: 'scatter', x: x.name, y: [y.name] }, score: bare ? 8 : 2 };
  },
  query: rawQuery,
  option(input) {
    const { theme, fields, rows } = input;
    const groups = groupBy(rows, row => (fields.color === undefined ? '' : label(row.color)));
    const names = legend(theme, fields.color === undefined ? [] : [...groups.keys()]);
    const radius = radiusOf(input);
    return {
      ...baseOption(theme),
      grid: grid(names !== undefined, { left: 36, bottom: 30 }),
      legend: names,
      tooltip: tooltip(theme, { trigger: 'item', formatter: params => pointText(input, params) }),
      xAxis: valueAxis(theme, fields.x, { scale: true, ...axisTitle(fields.x, 28) }),
      yAxis: valueAxis(theme, fields.y[0], { scale: true, ...axisTitle(fields.y[0], 44) }),
      series: [...groups].map(([name, points]) => ({
        type: 'scatter',
        name,
        data: points.map(row => [
          toNumber(row.x) ?? Number.NaN,
          toNumber(row.y0) ?? Number.NaN,
          toNumber(row.size) ?? 0,
        ]),
        symbolSize: (value: number[]) => radius(value[2] ?? 0),
        itemStyle: { opacity: 0.65 },
        large: fields.size === undefined && points.length > 2000,
      })),
    };
  },
};

/** Area, not radius, grows with the value. */
function radiusOf({ rows, fields }: ChartInput): (value: number) => number {
  if (fields.size === undefined) return () => (rows.length > 1000 ? 4 : 7);
  const largest = rows.reduce((most, row) => Math.max(most, toNumber(row.size) ?? 0), 0);
  return value => (largest > 0 ? Math.max(3, LARGEST_RADIUS * Math.sqrt(Math.max(0, value) / largest)) : 5);
}

function pointText({ fields }: ChartInput, params: unknown): string {
  const point = mark<{ seriesName?: string; value?: unknown }>(params);
  const values = Array.isArray(point.value) ? (point.value as number[]) : [];
  const lines = [fields.x, fields.y[0], fields.size].map((field, index) =>
    field === undefined ? '' : `${field.name}  ${formatValue(values[index] ?? null, field.semantic)}`,
  );
  return [fields.color === undefined ? '' : (point.seriesName ?? ''), ...lines].filter(text => text !== '').join('\n');
}

export function groupBy(rows: readonly ChartRow[], key: (row: ChartRow) => string): Map<string, ChartRow[]> {
  const groups = new Map<string, ChartRow[]>();
  for (const row of rows) {
    const name = key(row);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
