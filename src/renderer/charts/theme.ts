import { readColor, readThemeColors } from '../state/theme.ts';

/** The colours and type of a chart, as plain values: ECharts draws on a canvas, which knows no custom properties. */
export interface ChartTheme {
  /** Categories in an order that stays apart for the common colour-vision deficiencies. */
  palette: readonly string[];
  /** One hue from little to much. */
  heat: readonly string[];
  text: string;
  muted: string;
  axis: string;
  grid: string;
  surface: string;
  raised: string;
  line: string;
  good: string;
  bad: string;
  font: string;
  animate: boolean;
}

/** The tokens as they are now, in the theme on the screen. */
export function readChartTheme(): ChartTheme {
  const colors = readThemeColors();
  return {
    palette: colors.categories,
    heat: colors.heat,
    text: colors.text,
    muted: colors.textMuted,
    axis: colors.axis,
    grid: colors.grid,
    surface: colors.surface,
    raised: colors.raised,
    line: readColor('line-strong'),
    good: colors.ok,
    bad: colors.error,
    font: colors.fontUi,
    animate:
      !matchMedia('(prefers-reduced-motion: reduce)').matches && document.documentElement.dataset.motion !== 'on',
  };
}
