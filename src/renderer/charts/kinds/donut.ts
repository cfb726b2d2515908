import { groupedQuery } from '../aggregate.ts';
import type { ChartKind } from '../chart.ts';
import { pieChannels, pieOption } from './pie.ts';

/** A pie with room in its middle. */
export const donut: ChartKind = {
  name: 'donut',
  title: 'Donut',
  channels: pieChannels,
  brush: 'none',
  aggregates: true,
  guess: () => null,
  query: (spec, source) => groupedQuery({ ...spec, color: undefined }, source),
  option: input => pieOption(input, '46%'),
};
