import type { EChartsOption } from 'echarts';
import type { ChartSpec } from '../../../shared/domain/notebook-chart.ts';
import { groupedQuery } from '../aggregate.ts';
import { categoryAxis, timeAxis, valueAxis } from '../axes.ts';
import { baseOption, exactNumber, grid, legend, tooltip } from '../base.ts';
import { ofType, type Channel, type ChartField, type ChartInput, type ChartKind } from '../chart.ts';
import { pivot, restColor, toTime, type Pivot } from '../series.ts';
import type { ChartTheme } from '../theme.ts';
import { averageOf } from './bar.ts';

export const lineChannels: readonly Channel[] = [
  { name: 'x', title: 'Time or order', accepts: ['time', 'number', 'category'], required: true, many: false },
  { name: 'y', title: 'Height', accepts: ['number'], required: false, many: true },
  { name: 'color', title: 'Color', accepts: ['category', 'number', 'time'], required: false, many: false },
];

/** How a measure moves over time. */
export const line: ChartKind = {
  name: 'line',
  title: 'Line',
  channels: lineChannels,
  brush: 'x',
  aggregates: true,
  guess: fields => guessOverTime(fields, 'line', 9),
  query: (spec, source) => groupedQuery(spec.sort === undefined ? { ...spec, sort: 'x' } : spec, source),
  option: input => lineOption(input, { filled: false }),
};

export function guessOverTime(
  fields: readonly ChartField[],
  kind: 'line' | 'area',
  score: number,
): { spec: ChartSpec; score: number } | null {
  const x = ofType(fields, 'time')[0];
  const measures = ofType(fields, 'number').filter(field => !/(?:^|_)(?:rank|number|position)$/.test(field.name));
  const [y] = measures.length > 0 ? measures : ofType(fields, 'number');
  if (x === undefined || y === undefined) return null;
  const color = ofType(fields, 'category').find(field => field.semantic === 'text' || field.semantic === 'boolean');
  const split = color === undefined ? {} : { color: color.name };
  return { spec: { kind, x: x.name, y: [y.name], ...split, ...averageOf(y) }, score };
}

export function lineOption(input: ChartInput, { filled }: { filled: boolean }): EChartsOption {
  const { theme, fields, spec } = input;
  const { categories, series: now } = pivot(input);
  const earlier = filled || spec.before === undefined ? [] : shifted(now, spec.before);
  const series = [...now, ...earlier];
  const times = fields.x?.type === 'time' ? categories.map(toTime) : [];
  const overTime = times.length > 0 && times.every(time => time !== null);
  const names = legend(
    theme,
    series.map(each => each.name),
  );
  const stacked = filled && now.length > 1;
  return {
    ...baseOption(theme),
    grid: grid(names !== undefined, { right: 24 }),
    legend: names,
    tooltip: tooltip(theme, {
      trigger: 'axis',
      axisPointer: { type: 'line', lineStyle: { color: theme.axis, type: 'solid', width: 1 } },
      order: stacked ? 'seriesDesc' : 'valueDesc',
      valueFormatter: exactNumber(fields.y[0]),
    }),
    xAxis: overTime ? timeAxis(theme) : categoryAxis(theme, categories, { boundaryGap: false }),
    yAxis: valueAxis(theme, fields.y[0], { scale: !filled && fields.y[0]?.semantic !== 'share' }),
    series: series.map(({ name, values }, place) => ({
      type: 'line',
      name,
      data: overTime ? values.map((value, index) => [times[index] ?? 0, value]) : values,
      stack: stacked ? 'all' : undefined,
      areaStyle: filled ? { opacity: stacked ? 0.75 : 0.22 } : undefined,
      itemStyle: place < now.length ? restColor(name, theme) : { color: earlierColor(theme, place - now.length) },
      lineStyle: {
        width: stacked ? 0.5 : 1.75,
        ...(place < now.length ? {} : { type: 'dashed' as const, opacity: 0.6 }),
      },
      symbol: 'circle',
      symbolSize: 5,
      showSymbol: values.length <= 2,
      sampling: values.length > 2000 ? 'lttb' : undefined,
      emphasis: { focus: series.length > 1 ? 'series' : 'none', lineStyle: { width: 2.25 } },
    })),
  };
}

/** What each series was so many steps before. */
const shifted = (series: Pivot['series'], steps: number): Pivot['series'] =>
  series.map(({ name, values }) => ({
    name: `${name}, ${steps} before`,
    values: values.map((_value, index) => values[index - steps] ?? null),
  }));

/** The color of the series that it belongs to. */
const earlierColor = (theme: ChartTheme, place: number): string | undefined =>
  theme.palette[place % theme.palette.length];
