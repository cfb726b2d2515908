import { groupedQuery } from '../aggregate.ts';
import { axisNumber, baseOption, exactNumber, label, mark, tooltip } from '../base.ts';
import { ofType, type ChartKind, type ChartRow } from '../chart.ts';
import { toNumber } from '../series.ts';

const YEAR_HEIGHT = 132;
const MOST_YEARS = 6;

/** A measure for each day, a year a strip. */
export const calendar: ChartKind = {
  name: 'calendar',
  title: 'Calendar',
  channels: [
    { name: 'x', title: 'Day', accepts: ['time'], required: true, many: false },
    { name: 'y', title: 'Shade', accepts: ['number'], required: false, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const x = ofType(fields, 'time').find(field => /(?:^|_)(?:day|date|on)$/.test(field.name));
    const y = ofType(fields, 'number')[0];
    if (x === undefined || y === undefined) return null;
    return { spec: { kind: 'calendar', x: x.name, y: [y.name] }, score: 4 };
  },
  query: (spec, source) => groupedQuery({ ...spec, color: undefined, grain: 'day', sort: 'x' }, source),
  option({ theme, fields, rows }) {
    const years = [...new Set(rows.map(row => label(row.x).slice(0, 4)))]
      .filter(year => /^\d{4}$/.test(year))
      .slice(-MOST_YEARS);
    const values = rows.map(row => toNumber(row.y0) ?? 0);
    return {
      ...baseOption(theme),
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const [day, value] = mark<{ value: [string, number] }>(params).value;
          return `${day}\n${fields.y[0]?.name ?? 'rows'}  ${exactNumber(fields.y[0])(value)}`;
        },
      }),
      visualMap: {
        type: 'continuous',
        min: Math.min(0, ...values),
        max: Math.max(...values, 1e-9),
        orient: 'horizontal',
        left: 44,
        top: years.length * YEAR_HEIGHT + 26,
        itemWidth: 12,
        itemHeight: 120,
        text: [axisNumber(fields.y[0])(Math.max(...values, 0)), '0'],
        textStyle: { color: theme.muted, fontSize: 11.5 },
        inRange: { color: [...theme.heat] },
      },
      calendar: years.map((year, index) => ({
        range: year,
        top: 30 + index * YEAR_HEIGHT,
        left: 68,
        right: 16,
        cellSize: ['auto', 13],
        itemStyle: { color: theme.grid, borderColor: theme.surface, borderWidth: 1.5 },
        splitLine: { show: false },
        dayLabel: { firstDay: 1, color: theme.axis, fontSize: 10.5, nameMap: ['', 'Mon', '', 'Wed', '', 'Fri', ''] },
        monthLabel: { color: theme.axis, fontSize: 11 },
        yearLabel: { color: theme.muted, fontSize: 12, margin: 42 },
      })),
      series: years.map((year, index) => ({
        type: 'heatmap',
        coordinateSystem: 'calendar',
        calendarIndex: index,
        data: rows.filter(inYear(year)).map(row => [label(row.x), toNumber(row.y0) ?? 0]),
        itemStyle: { borderRadius: 2 },
      })),
    };
  },
};

const inYear =
  (year: string) =>
  (row: ChartRow): boolean =>
    label(row.x).startsWith(year);
