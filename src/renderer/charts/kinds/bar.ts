import type { EChartsOption } from 'echarts';
import { groupedQuery } from '../aggregate.ts';
import { categoryAxis, valueAxis } from '../axes.ts';
import { baseOption, exactNumber, grid, legend, tooltip } from '../base.ts';
import { ofType, type Channel, type ChartField, type ChartInput, type ChartKind } from '../chart.ts';
import { pivot, restColor } from '../series.ts';

export const barChannels: readonly Channel[] = [
  { name: 'x', title: 'Category', accepts: ['category', 'time', 'number'], required: true, many: false },
  { name: 'y', title: 'Length', accepts: ['number'], required: false, many: true },
  { name: 'color', title: 'Color', accepts: ['category', 'number', 'time'], required: false, many: false },
];

/** Compares categories by length, one beside the other. */
export const bar: ChartKind = {
  name: 'bar',
  title: 'Bar',
  channels: barChannels,
  brush: 'x',
  aggregates: true,
  guess(fields) {
    const x = ofType(fields, 'category', 'time')[0];
    const y = ofType(fields, 'number')[0];
    if (x === undefined || y === undefined) return null;
    return { spec: { kind: 'bar', x: x.name, y: [y.name], ...averageOf(y) }, score: x.type === 'category' ? 6 : 3 };
  },
  query: groupedQuery,
  option: input => barOption(input, { stacked: false }),
};

/** Shares and averages are averaged when rows come together; everything else is added up. */
export const averageOf = (field: ChartField): { aggregate?: 'avg' } =>
  field.semantic === 'share' ? { aggregate: 'avg' } : {};

export function barOption(input: ChartInput, { stacked }: { stacked: boolean }): EChartsOption {
  const { theme, fields } = input;
  const { categories, series } = pivot(input);
  const names = legend(
    theme,
    series.map(each => each.name),
  );
  return {
    ...baseOption(theme),
    grid: grid(names !== undefined),
    legend: names,
    tooltip: tooltip(theme, {
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.grid, opacity: 0.5 } },
      valueFormatter: exactNumber(fields.y[0]),
    }),
    xAxis: categoryAxis(theme, categories),
    yAxis: valueAxis(theme, fields.y[0]),
    series: series.map(({ name, values }) => ({
      type: 'bar',
      name,
      data: values,
      barMaxWidth: 48,
      barCategoryGap: '28%',
      stack: stacked ? 'all' : undefined,
      large: categories.length > 500,
      itemStyle: {
        ...restColor(name, theme),
        ...(stacked ? { borderColor: theme.surface, borderWidth: 0.5 } : { borderRadius: [2, 2, 0, 0] }),
      },
      emphasis: { focus: series.length > 1 ? 'series' : 'none' },
    })),
  };
}
