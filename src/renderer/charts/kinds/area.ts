import { groupedQuery } from '../aggregate.ts';
import type { ChartKind } from '../chart.ts';
import { guessOverTime, lineChannels, lineOption } from './line.ts';

/** Parts of a whole over time; a single series is filled down to zero. */
export const area: ChartKind = {
  name: 'area',
  title: 'Area',
  channels: lineChannels,
  brush: 'x',
  aggregates: true,
  guess: fields => guessOverTime(fields, 'area', 5),
  query: (spec, source) => groupedQuery(spec.sort === undefined ? { ...spec, sort: 'x' } : spec, source),
  option: input => lineOption(input, { filled: true }),
};
