import { z } from 'zod';

export const CHART_KINDS = [
  'bar',
  'stacked-bar',
  'horizontal-bar',
  'line',
  'area',
  'scatter',
  'heat-map',
  'histogram',
  'box',
  'pie',
  'donut',
  'calendar',
  'sankey',
  'bump',
  'tree-map',
  'small-multiples',
  'kpi',
] as const;
export type ChartKindName = (typeof CHART_KINDS)[number];

export const AGGREGATES = ['none', 'sum', 'avg', 'count', 'distinct', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export const TIME_GRAINS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type TimeGrain = (typeof TIME_GRAINS)[number];

/**
 * How a result is drawn: a kind, and the column that each channel shows. Only columns and choices are kept, never data,
 * so that a chart follows its cell when the cell's result changes.
 */
export const chartSpec = z.object({
  kind: z.enum(CHART_KINDS),
  /** Categories, times or the horizontal measure. */
  x: z.string().optional(),
  /** One or more measures. */
  y: z.array(z.string()).optional(),
  /** What splits the marks into series. */
  color: z.string().optional(),
  size: z.string().optional(),
  /** How rows that share x (and color) become one mark; `none` draws rows as they are. */
  aggregate: z.enum(AGGREGATES).optional(),
  /** Rounds times down to a grain. */
  grain: z.enum(TIME_GRAINS).optional(),
  /** How many bins a histogram has. */
  bins: z.int().min(2).max(200).optional(),
  sort: z.enum(['none', 'x', 'value']).optional(),
  /** Keeps the largest categories, or series. */
  limit: z.int().min(1).max(5000).optional(),
  /** Of a line: draws beside it, dashed, what it was so many steps of x before: 1 for the week before, 52 for the year. */
  before: z.int().min(1).max(1000).optional(),
  title: z.string().optional(),
});
export type ChartSpec = z.infer<typeof chartSpec>;
