import { rankQuery } from '../aggregate.ts';
import { categoryAxis, valueAxis } from '../axes.ts';
import { baseOption, exactNumber, mark, tooltip } from '../base.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { pivot } from '../series.ts';

/** Who overtook whom: ranks over time, first place on top. */
export const bump: ChartKind = {
  name: 'bump',
  title: 'Rank bump',
  channels: [
    { name: 'x', title: 'Time or order', accepts: ['time', 'number', 'category'], required: true, many: false },
    { name: 'color', title: 'Who', accepts: ['category', 'number'], required: true, many: false },
    { name: 'y', title: 'Measure', accepts: ['number'], required: true, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const x = ofType(fields, 'time')[0];
    const color = ofType(fields, 'category').find(field => field.semantic === 'text');
    const ranked = fields.some(field => /(?:^|_)rank(?:_|$)/.test(field.name));
    const y = ofType(fields, 'number').find(field => !/(?:^|_)rank(?:_|$)/.test(field.name));
    if (x === undefined || color === undefined || y === undefined || !ranked) return null;
    return { spec: { kind: 'bump', x: x.name, color: color.name, y: [y.name] }, score: 9.5 };
  },
  query: rankQuery,
  option(input) {
    const { theme, fields, rows } = input;
    const { categories, series } = pivot(input);
    const places = Math.max(1, ...series.flatMap(each => each.values.map(value => value ?? 1)));
    const measure = new Map(rows.map(row => [`${row.x} ${row.color}`, row.size]));
    return {
      ...baseOption(theme),
      grid: { top: 16, left: 8, right: 150, bottom: 14, containLabel: true },
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const { name, seriesName, value } = mark<{ name: string; seriesName: string; value: number }>(params);
          return `${seriesName}\n${name}: place ${value}\n${fields.y[0]?.name ?? ''}  ${exactNumber(fields.y[0])(measure.get(`${name} ${seriesName}`))}`;
        },
      }),
      xAxis: categoryAxis(theme, categories, { boundaryGap: false, axisLine: { show: false } }),
      yAxis: valueAxis(theme, undefined, {
        inverse: true,
        min: 1,
        max: places,
        interval: 1,
        splitLine: { show: false },
      }),
      series: series.map(({ name, values }, index) => ({
        type: 'line',
        name,
        data: values,
        smooth: 0.35,
        smoothMonotone: 'x',
        symbol: 'circle',
        symbolSize: 8,
        lineStyle: { width: 2.5, type: index < theme.palette.length ? 'solid' : 'dashed' },
        endLabel: {
          show: values.at(-1) != null,
          formatter: '{a}',
          color: theme.text,
          fontSize: 11.5,
          width: 130,
          overflow: 'truncate',
        },
        emphasis: { focus: 'series', lineStyle: { width: 4 } },
        blur: { lineStyle: { opacity: 0.15 }, itemStyle: { opacity: 0.15 }, endLabel: { opacity: 0.2 } },
      })),
    };
  },
};
