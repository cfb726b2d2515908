import type { EChartsOption, LegendComponentOption, TooltipComponentOption } from 'echarts';
import { formatCompact, formatDuration, formatPercent, formatValue } from '../grid/format.ts';
import type { ChartField, ChartValue } from './chart.ts';
import type { ChartTheme } from './theme.ts';

/** What every chart has: colours, type, a quiet start. */
export function baseOption(theme: ChartTheme): EChartsOption {
  return {
    color: [...theme.palette],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: theme.font, fontSize: 12, color: theme.text },
    animation: theme.animate,
    animationDuration: 200,
    animationDurationUpdate: 160,
    useUTC: true,
    aria: { enabled: true },
  };
}

/**
 * Tooltips are drawn as rich text on the canvas, never as HTML: a title can't become code, and no style is needed
 * beyond the content security policy.
 */
export function tooltip(theme: ChartTheme, more: TooltipComponentOption = {}): TooltipComponentOption {
  return {
    renderMode: 'richText',
    confine: true,
    appendTo: undefined,
    backgroundColor: theme.raised,
    borderColor: theme.line,
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: theme.text, fontFamily: theme.font, fontSize: 12 },
    ...more,
  };
}

export function legend(theme: ChartTheme, names: readonly string[]): LegendComponentOption | undefined {
  if (names.length < 2) return undefined;
  return {
    type: 'scroll',
    top: 0,
    left: 0,
    right: 0,
    itemWidth: 10,
    itemHeight: 10,
    itemGap: 14,
    icon: 'roundRect',
    data: [...names],
    textStyle: { color: theme.muted, fontFamily: theme.font, fontSize: 12, width: 160, overflow: 'truncate' },
    pageTextStyle: { color: theme.muted },
    pageIconColor: theme.muted,
    pageIconInactiveColor: theme.grid,
    pageIconSize: 10,
  };
}

/** Room for the legend above and for the axis titles. */
export const grid = (hasLegend: boolean, more: object = {}) => ({
  top: hasLegend ? 40 : 16,
  left: 8,
  right: 16,
  bottom: 8,
  containLabel: true,
  ...more,
});

/** A number for an axis: short, in its unit. */
export function axisNumber(field: ChartField | undefined): (value: number) => string {
  if (field?.semantic === 'share') return formatPercent;
  if (field?.semantic === 'duration_ms') return formatDuration;
  return formatCompact;
}

/** The exact number, for a tooltip. */
export const exactNumber =
  (field: ChartField | undefined) =>
  (value: unknown): string =>
    typeof value === 'number' ? formatValue(value, field?.semantic ?? 'number') : value == null ? '–' : String(value);

export const label = (value: ChartValue | undefined): string =>
  value === null || value === undefined ? '(empty)' : String(value);

/** ECharts hands a formatter the mark it is about, in a type that does not know the series. The kind does. */
export const mark = <T>(params: unknown): T => params as T;
