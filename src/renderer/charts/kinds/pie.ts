import type { EChartsOption } from 'echarts';
import { groupedQuery } from '../aggregate.ts';
import { baseOption, exactNumber, label, mark, tooltip } from '../base.ts';
import type { Channel, ChartInput, ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';

export const pieChannels: readonly Channel[] = [
  { name: 'x', title: 'Slice', accepts: ['category', 'number', 'time'], required: true, many: false },
  { name: 'y', title: 'Share', accepts: ['number'], required: false, many: false },
];

const MOST_SLICES = 9;

/** Parts of one whole. More than nine slices can't be told apart: the rest is put together. */
export const pie: ChartKind = {
  name: 'pie',
  title: 'Pie',
  channels: pieChannels,
  brush: 'none',
  aggregates: true,
  guess: () => null,
  query: (spec, source) => groupedQuery({ ...spec, color: undefined }, source),
  option: input => pieOption(input, '0%'),
};

export function pieOption({ theme, fields, rows }: ChartInput, inner: string): EChartsOption {
  const slices = rows.map(row => ({ name: label(row.x), value: Math.max(0, toNumber(row.y0) ?? 0) }));
  const shown = slices.slice(0, MOST_SLICES);
  const rest = slices.slice(MOST_SLICES).reduce((sum, slice) => sum + slice.value, 0);
  const other = rest > 0 ? [{ name: 'Other', value: rest, itemStyle: { color: theme.axis } }] : [];
  return {
    ...baseOption(theme),
    tooltip: tooltip(theme, {
      trigger: 'item',
      formatter: params => {
        const { name, value, percent } = mark<{ name: string; value: number; percent?: number }>(params);
        return `${name}\n${exactNumber(fields.y[0])(value)}  (${(percent ?? 0).toFixed(1)} %)`;
      },
    }),
    series: [
      {
        type: 'pie',
        radius: [inner, '72%'],
        center: ['50%', '50%'],
        data: [...shown, ...other],
        startAngle: 90,
        minShowLabelAngle: 4,
        avoidLabelOverlap: true,
        itemStyle: { borderColor: theme.surface, borderWidth: 1.5 },
        label: {
          color: theme.text,
          fontSize: 12,
          width: 150,
          overflow: 'truncate',
          formatter: params => `${params.name}  ${Math.round(params.percent ?? 0)} %`,
        },
        labelLine: { lineStyle: { color: theme.line }, length: 10, length2: 8 },
        emphasis: { scaleSize: 4 },
      },
    ],
  };
}
