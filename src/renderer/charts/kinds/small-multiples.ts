import type { EChartsOption } from 'echarts';
import { groupedQuery } from '../aggregate.ts';
import { categoryAxis, timeAxis, valueAxis } from '../axes.ts';
import { baseOption, exactNumber, tooltip } from '../base.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { pivot, toTime } from '../series.ts';
import { guessOverTime } from './line.ts';

const MOST_ACROSS = 4;
/** Pixels. Eleven panels, the most that a chart has series, are three rows. */
export const SMALL_MULTIPLES_HEIGHT = 400;
/** Of the whole, in per cent: what lies between panels, and a panel's own title. */
const GAP = 2;
const TITLE = 5.5;

/** One small line chart for each series, all to the same scale, so that shapes can be compared. */
export const smallMultiples: ChartKind = {
  name: 'small-multiples',
  title: 'Small multiples',
  channels: [
    { name: 'x', title: 'Time or order', accepts: ['time', 'number', 'category'], required: true, many: false },
    { name: 'y', title: 'Height', accepts: ['number'], required: false, many: true },
    { name: 'color', title: 'A panel for each', accepts: ['category', 'number', 'time'], required: false, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const guess = ofType(fields, 'category').length > 0 ? guessOverTime(fields, 'line', 3) : null;
    return guess?.spec.color === undefined ? null : { ...guess, spec: { ...guess.spec, kind: 'small-multiples' } };
  },
  query: (spec, source) => groupedQuery(spec.sort === undefined ? { ...spec, sort: 'x' } : spec, source),
  option(input): EChartsOption {
    const { theme, fields } = input;
    const { categories, series } = pivot(input);
    const times = fields.x?.type === 'time' ? categories.map(toTime) : [];
    const overTime = times.length > 0 && times.every(time => time !== null);
    const places = panels(series.length);
    const values = series.flatMap(each => each.values.filter(value => value !== null));
    const scale = { max: niceMax(values), min: Math.min(0, ...values) };
    return {
      ...baseOption(theme),
      title: series.map(({ name }, i) => ({
        text: name,
        left: `${places[i]?.left ?? 0}%`,
        top: `${places[i]?.top ?? 0}%`,
        padding: 0,
        textStyle: { color: theme.text, fontSize: 12, fontWeight: 600, width: 180, overflow: 'truncate' },
      })),
      grid: places.map(({ left, top, width, height }) => ({
        left: `${left}%`,
        top: `${top + TITLE}%`,
        width: `${width}%`,
        height: `${height - TITLE}%`,
        containLabel: true,
      })),
      tooltip: tooltip(theme, {
        trigger: 'axis',
        axisPointer: { type: 'line', lineStyle: { color: theme.axis, type: 'solid', width: 1 } },
        valueFormatter: exactNumber(fields.y[0]),
      }),
      axisPointer: { link: [{ xAxisIndex: 'all' }] },
      xAxis: series.map((_, gridIndex) =>
        overTime
          ? timeAxis(theme, { gridIndex, splitNumber: 2 })
          : categoryAxis(theme, categories, { gridIndex, boundaryGap: false, axisLabel: { interval: 'auto' } }),
      ),
      yAxis: series.map((_, gridIndex) => valueAxis(theme, fields.y[0], { gridIndex, splitNumber: 2, ...scale })),
      series: series.map(({ name, values: own }, index) => ({
        type: 'line',
        name,
        xAxisIndex: index,
        yAxisIndex: index,
        data: overTime ? own.map((value, i) => [times[i] ?? 0, value]) : own,
        itemStyle: { color: theme.palette[0] },
        areaStyle: { opacity: 0.12 },
        lineStyle: { width: 1.5 },
        symbol: 'circle',
        symbolSize: 4,
        showSymbol: own.length <= 2,
      })),
    };
  },
};

const across = (count: number): number => (count <= MOST_ACROSS - 1 ? Math.max(1, count) : MOST_ACROSS);
/** Where each panel lies, in per cent, row by row. */
function panels(count: number): { left: number; top: number; width: number; height: number }[] {
  const columns = across(count);
  const rows = Math.max(1, Math.ceil(count / columns));
  const width = (100 - GAP * (columns - 1)) / columns;
  const height = (100 - 2 * GAP * (rows - 1)) / rows;
  return Array.from({ length: count }, (_, i) => ({
    left: (i % columns) * (width + GAP),
    top: Math.floor(i / columns) * (height + 2 * GAP),
    width,
    height,
  }));
}

/** The same end of every scale: 1, 2 or 5 times a power of ten at or above the largest value. */
function niceMax(values: readonly number[]): number {
  const largest = Math.max(0, ...values);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  return power * ([1, 2, 2.5, 5].find(step => step * power >= largest) ?? 10);
}
