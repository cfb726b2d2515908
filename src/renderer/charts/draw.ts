import {
  BarChart,
  BoxplotChart,
  HeatmapChart,
  LineChart,
  PieChart,
  SankeyChart,
  ScatterChart,
  TreemapChart,
} from 'echarts/charts';
import {
  AriaComponent,
  BrushComponent,
  CalendarComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from 'echarts/components';
import { init, use as register, type EChartsType } from 'echarts/core';
import { LegacyGridContainLabel } from 'echarts/features';
import { CanvasRenderer, SVGRenderer } from 'echarts/renderers';
import type { EChartsOption } from 'echarts';

register([BarChart, BoxplotChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart, TreemapChart]);
register([
  AriaComponent,
  BrushComponent,
  CalendarComponent,
  GridComponent,
  LegendComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
]);
register([CanvasRenderer, SVGRenderer, LegacyGridContainLabel]);

/** The only place that touches ECharts itself; loaded when the first chart is drawn. */
export const createChart = (element: HTMLElement): EChartsType => init(element, null, { renderer: 'canvas' });

/** The chart as SVG text, drawn apart from the page. */
export function chartSvg(option: EChartsOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ ...option, animation: false });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The chart as a PNG data URL at twice its size, on the given ground. */
export async function chartPng(option: EChartsOption, width: number, height: number, ground: string): Promise<string> {
  const canvas = document.createElement('div');
  canvas.style.cssText = `position: fixed; left: -9999px; width: ${width}px; height: ${height}px`;
  document.body.append(canvas);
  const chart = init(canvas, null, { renderer: 'canvas', width, height });
  try {
    chart.setOption({ ...option, animation: false });
    await new Promise(resolve => requestAnimationFrame(resolve));
    return chart.getDataURL({ type: 'png', pixelRatio: 2, backgroundColor: ground });
  } finally {
    chart.dispose();
    canvas.remove();
  }
}
