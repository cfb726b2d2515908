import { histogramQuery } from '../aggregate.ts';
import { axisTitle, valueAxis } from '../axes.ts';
import { axisNumber, baseOption, grid, label, legend, mark, tooltip } from '../base.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';
import { groupBy } from './scatter.ts';

/** How one measure is distributed; the bins are counted in SQL. */
export const histogram: ChartKind = {
  name: 'histogram',
  title: 'Histogram',
  channels: [
    { name: 'x', title: 'Measure', accepts: ['number'], required: true, many: false },
    { name: 'color', title: 'Color', accepts: ['category'], required: false, many: false },
  ],
  brush: 'x',
  aggregates: false,
  guess(fields) {
    const [x] = ofType(fields, 'number');
    if (x === undefined) return null;
    return { spec: { kind: 'histogram', x: x.name }, score: fields.length === 1 ? 9 : 1 };
  },
  query: histogramQuery,
  option({ theme, fields, rows }) {
    const groups = groupBy(rows, row => (fields.color === undefined ? 'rows' : label(row.color)));
    const names = legend(theme, fields.color === undefined ? [] : [...groups.keys()]);
    const unit = axisNumber(fields.x);
    const width = toNumber(rows[0]?.size) ?? 1;
    return {
      ...baseOption(theme),
      grid: grid(names !== undefined, { bottom: 28 }),
      legend: names,
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const { value, seriesName } = mark<{ value: [number, number]; seriesName?: string }>(params);
          const from = value[0] - width / 2;
          const what = fields.color === undefined ? 'rows' : (seriesName ?? '');
          return `${unit(from)} to ${unit(from + width)}\n${what}  ${value[1].toLocaleString('en-US')}`;
        },
      }),
      xAxis: valueAxis(theme, fields.x, { scale: true, splitLine: { show: false }, ...axisTitle(fields.x, 28) }),
      yAxis: valueAxis(theme, undefined),
      series: [...groups].map(([name, bins]) => ({
        type: 'bar',
        name,
        stack: 'all',
        barWidth: '99.3%',
        data: bins.map(row => [(toNumber(row.x) ?? 0) + width / 2, toNumber(row.y0) ?? 0]),
        itemStyle: { borderColor: theme.surface, borderWidth: 0.5 },
      })),
    };
  },
};
