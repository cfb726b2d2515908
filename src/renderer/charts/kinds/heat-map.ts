import { pairQuery } from '../aggregate.ts';
import { categoryAxis } from '../axes.ts';
import { axisNumber, baseOption, exactNumber, label, mark, tooltip } from '../base.ts';
import { ofType, type ChartKind, type ChartRow } from '../chart.ts';
import { toNumber } from '../series.ts';

/** A measure for each pair of two categories, such as weekday and hour. */
export const heatMap: ChartKind = {
  name: 'heat-map',
  title: 'Heat map',
  channels: [
    { name: 'x', title: 'Across', accepts: ['category', 'number', 'time'], required: true, many: false },
    { name: 'color', title: 'Down', accepts: ['category', 'number', 'time'], required: true, many: false },
    { name: 'y', title: 'Shade', accepts: ['number'], required: false, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const hour = fields.find(field =>
      /(?:^|_)(?:hour|week_number|weeks_since\w*|months?_since\w*)(?:_|$)/.test(field.name),
    );
    const day = fields.find(field => field !== hour && /weekday|day_of_week|cohort/.test(field.name));
    const y = ofType(fields, 'number').filter(field => field !== hour && field !== day);
    const shade = y.find(field => field.semantic === 'share') ?? y[0];
    if (hour === undefined || day === undefined || shade === undefined) return null;
    const aggregate = shade.semantic === 'share' ? { aggregate: 'avg' as const } : {};
    return { spec: { kind: 'heat-map', x: hour.name, color: day.name, y: [shade.name], ...aggregate }, score: 10 };
  },
  query: pairQuery,
  option({ theme, fields, rows }) {
    const across = ordered(rows, 'x', fields.x?.type === 'category' && fields.x.semantic === 'text');
    const down = ordered(rows, 'color', fields.color?.type === 'category' && fields.color.semantic === 'text');
    const column = new Map(across.map((name, index) => [name, index]));
    const line = new Map(down.map((name, index) => [name, index]));
    const values = rows.map(row => toNumber(row.y0)).filter(value => value !== null);
    return {
      ...baseOption(theme),
      grid: { top: 8, left: 8, right: 16, bottom: 48, containLabel: true },
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const [x = 0, y = 0, value] = mark<{ value: [number, number, number | null] }>(params).value;
          return `${fields.x?.name ?? ''} ${across[x]}\n${fields.color?.name ?? ''} ${down[y]}\n${fields.y[0]?.name ?? 'rows'}  ${exactNumber(fields.y[0])(value)}`;
        },
      }),
      xAxis: categoryAxis(theme, across, { splitArea: { show: false } }),
      yAxis: categoryAxis(theme, down, { inverse: true, axisLine: { show: false } }),
      visualMap: {
        type: 'continuous',
        min: Math.min(0, ...values),
        max: Math.max(...values, 1e-9),
        calculable: false,
        orient: 'horizontal',
        left: 8,
        bottom: 0,
        itemWidth: 12,
        itemHeight: 140,
        text: [axisNumber(fields.y[0])(Math.max(...values, 0)), axisNumber(fields.y[0])(Math.min(0, ...values))],
        textStyle: { color: theme.muted, fontSize: 11.5 },
        inRange: { color: [...theme.heat] },
      },
      series: [
        {
          type: 'heatmap',
          data: rows.map(row => [
            column.get(label(row.x)) ?? 0,
            line.get(label(row.color)) ?? 0,
            toNumber(row.y0) ?? '-',
          ]),
          itemStyle: { borderColor: theme.surface, borderWidth: 1, borderRadius: 2 },
          emphasis: { itemStyle: { borderColor: theme.text, borderWidth: 1 } },
          progressive: 2000,
        },
      ],
    };
  },
};

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Weekdays from Monday, numbers and times ascending, other words as the rows bring them. */
function ordered(rows: readonly ChartRow[], channel: 'x' | 'color', words: boolean): string[] {
  const values = [...new Set(rows.map(row => label(row[channel])))];
  const weekday = (value: string): number =>
    WEEKDAYS.findIndex(day => value !== '' && day.startsWith(value.toLowerCase().slice(0, 3)));
  if (values.every(value => weekday(value) >= 0)) return values.sort((a, b) => weekday(a) - weekday(b));
  if (words) return values;
  return values.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
