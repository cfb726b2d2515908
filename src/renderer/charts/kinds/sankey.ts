import { pairQuery } from '../aggregate.ts';
import { baseOption, exactNumber, label, mark, tooltip } from '../base.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';

interface Flow {
  data: { source?: string; target?: string };
  name: string;
  value: number;
}

/** How much goes from where to where. What comes back is shown on the right, so that a flow never runs in a circle. */
export const sankey: ChartKind = {
  name: 'sankey',
  title: 'Sankey',
  channels: [
    { name: 'x', title: 'From', accepts: ['category', 'number', 'time'], required: true, many: false },
    { name: 'color', title: 'To', accepts: ['category', 'number', 'time'], required: true, many: false },
    { name: 'y', title: 'Width', accepts: ['number'], required: false, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const from = fields.find(field => /^(?:from|source)(?:_|$)/.test(field.name));
    const to = fields.find(field => /^(?:to|target|next)(?:_|$)/.test(field.name));
    const y = ofType(fields, 'number').find(field => field !== from && field !== to);
    if (from === undefined || to === undefined || y === undefined) return null;
    return { spec: { kind: 'sankey', x: from.name, color: to.name, y: [y.name], limit: 60 }, score: 10 };
  },
  query: (spec, source) => pairQuery({ limit: 100, ...spec }, source),
  option({ theme, fields, rows }) {
    const sources = new Set(rows.map(row => label(row.x)));
    const targets = new Set(rows.map(row => label(row.color)));
    const twoSided = [...sources].some(name => targets.has(name));
    const right = (name: string): string => (twoSided ? `${name}\u200B` : name);
    const names = [...sources, ...[...targets].map(right)];
    const order = [...new Set(names.map(name => name.replace('\u200B', '')))];
    const colorOf = (name: string) => theme.palette[order.indexOf(name.replace('\u200B', '')) % theme.palette.length];
    return {
      ...baseOption(theme),
      tooltip: tooltip(theme, {
        trigger: 'item',
        formatter: params => {
          const { data, name, value } = mark<Flow>(params);
          const what = data.source === undefined ? name : `${data.source} → ${data.target ?? ''}`;
          return `${what}\n${exactNumber(fields.y[0])(value)}`;
        },
      }),
      series: [
        {
          type: 'sankey',
          left: 8,
          right: 140,
          top: 12,
          bottom: 12,
          nodeWidth: 12,
          nodeGap: 8,
          data: [...new Set(names)].map(name => ({
            name,
            itemStyle: { color: colorOf(name) },
          })),
          links: rows.map(row => ({
            source: label(row.x),
            target: right(label(row.color)),
            value: Math.max(0, toNumber(row.y0) ?? 0),
          })),
          label: { color: theme.text, fontSize: 11.5, width: 130, overflow: 'truncate' },
          lineStyle: { color: 'source', opacity: 0.28 },
          emphasis: { focus: 'adjacency', lineStyle: { opacity: 0.5 } },
        },
      ],
    };
  },
};
