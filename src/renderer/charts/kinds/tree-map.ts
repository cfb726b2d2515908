import { pairQuery } from '../aggregate.ts';
import { baseOption, exactNumber, label, mark, tooltip } from '../base.ts';
import type { ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';
import { groupBy } from './scatter.ts';

/** Many parts of a whole as areas, in groups where there are any. */
export const treeMap: ChartKind = {
  name: 'tree-map',
  title: 'Tree map',
  channels: [
    { name: 'x', title: 'Tile', accepts: ['category', 'number', 'time'], required: true, many: false },
    { name: 'color', title: 'Group', accepts: ['category', 'number', 'time'], required: false, many: false },
    { name: 'y', title: 'Area', accepts: ['number'], required: false, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess: () => null,
  query: (spec, source) => pairQuery({ limit: 500, ...spec }, source),
  option({ theme, fields, rows }) {
    const color = (index: number): string => theme.palette[index % theme.palette.length] ?? theme.axis;
    const tile = (row: (typeof rows)[number], index: number) => ({
      name: label(row.x),
      value: Math.max(0, toNumber(row.y0) ?? 0),
      itemStyle: { color: color(index) },
    });
    const groups = groupBy(rows, row => label(row.color));
    const data =
      fields.color === undefined
        ? rows.map(row => tile(row, 0))
        : [...groups].map(([name, tiles], index) => ({
            name,
            value: tiles.reduce((sum, row) => sum + tile(row, index).value, 0),
            itemStyle: { color: color(index) },
            children: tiles.map(row => tile(row, index)),
          }));
    return {
      ...baseOption(theme),
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const { name, value } = mark<{ name: string; value: number }>(params);
          return `${name}\n${fields.y[0]?.name ?? 'rows'}  ${exactNumber(fields.y[0])(value)}`;
        },
      }),
      series: [
        {
          type: 'treemap',
          left: 0,
          right: 0,
          top: 0,
          bottom: 0,
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          data,
          label: {
            color: '#ffffff',
            fontSize: 12,
            overflow: 'truncate',
            textShadowColor: 'rgb(0 0 0 / 0.55)',
            textShadowBlur: 3,
          },
          upperLabel: { show: fields.color !== undefined, height: 20, color: theme.text, fontSize: 11.5 },
          itemStyle: { borderColor: theme.surface, borderWidth: 1, gapWidth: 1 },
          levels: [
            { itemStyle: { borderColor: theme.surface, borderWidth: 0, gapWidth: 2 } },
            { itemStyle: { borderColor: theme.surface, gapWidth: 1 } },
          ],
        },
      ],
    };
  },
};
