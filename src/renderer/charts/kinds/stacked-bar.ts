import { groupedQuery } from '../aggregate.ts';
import { ofType, type ChartKind } from '../chart.ts';
import { barChannels, barOption } from './bar.ts';

/** Parts of a whole for each category. */
export const stackedBar: ChartKind = {
  name: 'stacked-bar',
  title: 'Stacked bar',
  channels: barChannels,
  brush: 'x',
  aggregates: true,
  guess(fields) {
    const [x, color] = [...ofType(fields, 'time'), ...ofType(fields, 'category')];
    const y = ofType(fields, 'number').find(field => field.semantic !== 'share');
    if (x === undefined || color === undefined || y === undefined) return null;
    return { spec: { kind: 'stacked-bar', x: x.name, color: color.name, y: [y.name] }, score: 4 };
  },
  query: groupedQuery,
  option: input => barOption(input, { stacked: true }),
};
