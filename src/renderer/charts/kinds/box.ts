import { boxQuery } from '../aggregate.ts';
import { categoryAxis, valueAxis } from '../axes.ts';
import { axisNumber, baseOption, grid, label, mark, tooltip } from '../base.ts';
import type { ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';

const PARTS = ['5th percentile', 'lower quartile', 'median', 'upper quartile', '95th percentile'];

/** Compares distributions: quartiles and median, whiskers at the 5th and 95th percentile. */
export const box: ChartKind = {
  name: 'box',
  title: 'Box',
  channels: [
    { name: 'x', title: 'Category', accepts: ['category', 'time', 'number'], required: false, many: false },
    { name: 'y', title: 'Measure', accepts: ['number'], required: true, many: false },
  ],
  brush: 'none',
  aggregates: false,
  guess: () => null,
  query: boxQuery,
  option({ theme, fields, rows }) {
    const unit = axisNumber(fields.y[0]);
    return {
      ...baseOption(theme),
      grid: grid(false),
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const { name, value } = mark<{ name: string; value: number[] }>(params);
          const numbers = value.slice(-5);
          return [name, ...PARTS.map((part, index) => `${part}  ${unit(numbers[index] ?? 0)}`).reverse()].join('\n');
        },
      }),
      xAxis: categoryAxis(
        theme,
        rows.map(row => (fields.x === undefined ? (fields.y[0]?.name ?? '') : label(row.x))),
      ),
      yAxis: valueAxis(theme, fields.y[0], { scale: true }),
      series: [
        {
          type: 'boxplot',
          boxWidth: [8, 36],
          data: rows.map(row => [0, 1, 2, 3, 4].map(index => toNumber(row[`y${index}`]) ?? 0)),
          itemStyle: { color: theme.surface, borderColor: theme.palette[0], borderWidth: 1.5 },
          emphasis: { itemStyle: { borderWidth: 2 } },
        },
      ],
    };
  },
};
