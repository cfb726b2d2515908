import type { ChartKindName, ChartSpec } from '../../shared/domain/notebook-chart.ts';
import type { ChartField, ChartKind, ChannelName } from './chart.ts';
import { area } from './kinds/area.ts';
import { bar } from './kinds/bar.ts';
import { box } from './kinds/box.ts';
import { bump } from './kinds/bump.ts';
import { calendar } from './kinds/calendar.ts';
import { donut } from './kinds/donut.ts';
import { heatMap } from './kinds/heat-map.ts';
import { histogram } from './kinds/histogram.ts';
import { horizontalBar } from './kinds/horizontal-bar.ts';
import { kpi } from './kinds/kpi.ts';
import { line } from './kinds/line.ts';
import { pie } from './kinds/pie.ts';
import { sankey } from './kinds/sankey.ts';
import { scatter } from './kinds/scatter.ts';
import { smallMultiples } from './kinds/small-multiples.ts';
import { stackedBar } from './kinds/stacked-bar.ts';
import { treeMap } from './kinds/tree-map.ts';

/** Every kind of chart, in the order that menus show. */
export const chartKinds: readonly ChartKind[] = [
  bar,
  stackedBar,
  horizontalBar,
  line,
  area,
  scatter,
  histogram,
  box,
  heatMap,
  calendar,
  pie,
  donut,
  treeMap,
  sankey,
  bump,
  smallMultiples,
  kpi,
];

export function chartKind(name: ChartKindName): ChartKind {
  const kind = chartKinds.find(each => each.name === name);
  if (kind === undefined) throw new Error(`no chart kind ${name}`);
  return kind;
}

/** The kind and encoding that suit the columns best; null where nothing can be drawn (no measure at all). */
export function guessChart(fields: readonly ChartField[]): ChartSpec | null {
  const guesses = chartKinds.map(kind => kind.guess(fields)).filter(guess => guess !== null);
  return guesses.sort((a, b) => b.score - a.score)[0]?.spec ?? null;
}

/** What is still missing before a spec can be drawn over these columns, for reading; null when nothing is. */
export function missingChannel(spec: ChartSpec, fields: readonly ChartField[]): string | null {
  for (const channel of chartKind(spec.kind).channels) {
    const columns = channelColumns(spec, channel.name);
    if (channel.required && columns.length === 0) return `choose a column for ${channel.title}`;
    const lost = columns.find(column => !fields.some(field => field.name === column));
    if (lost !== undefined) return `the result has no column ${lost}`;
  }
  return null;
}

export const channelColumns = (spec: ChartSpec, channel: ChannelName): string[] => {
  if (channel === 'y') return spec.y ?? [];
  const column = spec[channel];
  return column === undefined ? [] : [column];
};

/** Keeps as much of an encoding as another kind understands. */
export function changeKind(spec: ChartSpec, name: ChartKindName, fields: readonly ChartField[]): ChartSpec {
  const kind = chartKind(name);
  const next: ChartSpec = { ...spec, kind: name };
  for (const channel of ['x', 'y', 'color', 'size'] as const) {
    const wanted = kind.channels.find(each => each.name === channel);
    const kept = channelColumns(spec, channel).filter(column => {
      const field = fields.find(each => each.name === column);
      return field !== undefined && wanted?.accepts.includes(field.type);
    });
    const columns = kept.length > 0 ? kept : wanted?.required === true ? fill(channel, next, kind, fields) : [];
    if (channel === 'y')
      next.y = columns.length > 0 ? (wanted?.many === true ? columns : columns.slice(0, 1)) : undefined;
    else next[channel] = columns[0];
  }
  return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as ChartSpec;
}

/** A column for a channel that a kind can't do without, preferably one that is not in use yet. */
function fill(channel: ChannelName, spec: ChartSpec, kind: ChartKind, fields: readonly ChartField[]): string[] {
  const accepts = kind.channels.find(each => each.name === channel)?.accepts ?? [];
  const fitting = fields.filter(field => accepts.includes(field.type));
  const used = new Set([spec.x, spec.color, spec.size, ...(spec.y ?? [])]);
  const free = fitting.find(field => !used.has(field.name)) ?? fitting[0];
  return free === undefined ? [] : [free.name];
}
