import { groupedQuery } from '../aggregate.ts';
import { categoryAxis, valueAxis } from '../axes.ts';
import { baseOption, exactNumber, grid, legend, tooltip } from '../base.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { pivot, restColor } from '../series.ts';
import { averageOf, barChannels } from './bar.ts';

/** A ranking whose names need room; the largest is on top. */
export const horizontalBar: ChartKind = {
  name: 'horizontal-bar',
  title: 'Horizontal bar',
  channels: barChannels,
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const x = ofType(fields, 'category').find(field => field.semantic === 'text');
    const y = ofType(fields, 'number')[0];
    if (x === undefined || y === undefined || ofType(fields, 'time').length > 0) return null;
    return { spec: { kind: 'horizontal-bar', x: x.name, y: [y.name], limit: 20, ...averageOf(y) }, score: 7 };
  },
  query: groupedQuery,
  option(input) {
    const { theme, fields } = input;
    const { categories, series } = pivot(input);
    const names = legend(
      theme,
      series.map(each => each.name),
    );
    const stacked = fields.color !== undefined;
    return {
      ...baseOption(theme),
      grid: grid(names !== undefined, { right: 56 }),
      legend: names,
      tooltip: tooltip(theme, {
        trigger: 'axis',
        axisPointer: { type: 'shadow', shadowStyle: { color: theme.grid, opacity: 0.5 } },
        valueFormatter: exactNumber(fields.y[0]),
      }),
      xAxis: valueAxis(theme, fields.y[0]),
      yAxis: categoryAxis(theme, categories, {
        inverse: true,
        axisLine: { show: false },
        axisLabel: { color: theme.text, fontFamily: theme.font, fontSize: 12, width: 180, overflow: 'truncate' },
      }),
      series: series.map(({ name, values }) => ({
        type: 'bar',
        name,
        data: values,
        barMaxWidth: 22,
        stack: stacked ? 'all' : undefined,
        itemStyle: { ...restColor(name, theme), ...(stacked ? {} : { borderRadius: [0, 2, 2, 0] }) },
        label: {
          show: !stacked && series.length === 1 && categories.length <= 30,
          position: 'right',
          color: theme.muted,
          fontSize: 11.5,
          formatter: ({ value }: { value?: unknown }) => exactNumber(fields.y[0])(value),
        },
      })),
    };
  },
};
