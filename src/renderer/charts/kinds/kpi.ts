import { groupedQuery } from '../aggregate.ts';
import { baseOption, exactNumber, tooltip } from '../base.ts';
import type { ChartKind } from '../chart.ts';
import { toNumber } from '../series.ts';

/** One figure with its way there: the figure itself is text, set beside this line. */
export const kpi: ChartKind = {
  name: 'kpi',
  title: 'Figure with sparkline',
  channels: [
    { name: 'x', title: 'Order', accepts: ['time', 'number', 'category'], required: false, many: false },
    { name: 'y', title: 'Figure', accepts: ['number'], required: true, many: false },
  ],
  brush: 'none',
  aggregates: true,
  guess(fields) {
    const [y] = fields;
    if (fields.length !== 1 || y?.type !== 'number') return null;
    return { spec: { kind: 'kpi', y: [y.name] }, score: 3 };
  },
  query: (spec, source) => groupedQuery({ ...spec, color: undefined, sort: 'x' }, source),
  option({ theme, fields, rows }) {
    const values = rows.map(row => toNumber(row.y0));
    return {
      ...baseOption(theme),
      grid: { top: 4, left: 2, right: 4, bottom: 2 },
      tooltip: tooltip(theme, { trigger: 'axis', valueFormatter: exactNumber(fields.y[0]) }),
      xAxis: { type: 'category', show: false, data: rows.map(row => String(row.x ?? '')), boundaryGap: false },
      yAxis: { type: 'value', show: false, scale: true },
      series: [
        {
          type: 'line',
          name: fields.y[0]?.name,
          data: values.map((value, index) =>
            index === values.length - 1 ? { value, symbol: 'circle', symbolSize: 5 } : { value, symbol: 'none' },
          ),
          lineStyle: { width: 1.5, color: theme.palette[0] },
          areaStyle: { opacity: 0.12, color: theme.palette[0] },
        },
      ],
    };
  },
};
