import type { XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { axisNumber } from './base.ts';
import type { ChartField } from './chart.ts';
import type { ChartTheme } from './theme.ts';

const nameStyle = (theme: ChartTheme) => ({ color: theme.muted, fontFamily: theme.font, fontSize: 11.5 });
const labelStyle = (theme: ChartTheme) => ({
  color: theme.axis,
  fontFamily: theme.font,
  fontSize: 11.5,
  hideOverlap: true,
});

/** So few categories that each gets its label, cut short where it must be. */
const FEW = 8;

/** A measure: light grid lines, no axis line, its name above. */
export function valueAxis(theme: ChartTheme, field: ChartField | undefined, more: object = {}) {
  return {
    type: 'value' as const,
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: { ...labelStyle(theme), formatter: axisNumber(field) },
    splitLine: { lineStyle: { color: theme.grid } },
    splitNumber: 4,
    nameTextStyle: nameStyle(theme),
    ...more,
  } satisfies XAXisComponentOption & YAXisComponentOption;
}

export function categoryAxis(theme: ChartTheme, categories: readonly string[], more: object = {}) {
  return {
    type: 'category' as const,
    data: [...categories],
    axisLine: { lineStyle: { color: theme.grid } },
    axisTick: { show: false },
    axisLabel: {
      ...labelStyle(theme),
      width: categories.length <= FEW ? 92 : 140,
      overflow: 'truncate' as const,
      ...(categories.length <= FEW ? { interval: 0 } : {}),
    },
    nameTextStyle: nameStyle(theme),
    ...more,
  } satisfies XAXisComponentOption & YAXisComponentOption;
}

export function timeAxis(theme: ChartTheme, more: object = {}) {
  return {
    type: 'time' as const,
    axisLine: { lineStyle: { color: theme.grid } },
    axisTick: { show: false },
    axisLabel: {
      ...labelStyle(theme),
      formatter: { year: '{yyyy}', month: '{MMM}', day: '{d} {MMM}', hour: '{HH}:{mm}', minute: '{HH}:{mm}' },
    },
    splitLine: { show: false },
    nameTextStyle: nameStyle(theme),
    ...more,
  } satisfies XAXisComponentOption & YAXisComponentOption;
}

/** The axis title in the middle of its side, for kinds whose two axes are both measures. */
export const axisTitle = (field: ChartField | undefined, gap: number) =>
  field === undefined ? {} : { name: field.name, nameLocation: 'middle' as const, nameGap: gap };
