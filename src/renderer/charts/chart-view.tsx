import { useEffect, useMemo, useRef, useState } from 'react';
import type { EChartsOption } from 'echarts';
import type { EChartsType } from 'echarts/core';
import { useTheme } from '../state/theme.ts';
import { Skeleton } from '../ui/states.tsx';
import type { ChartInput } from './chart.ts';
import { chartKind } from './registry.ts';
import { readChartTheme } from './theme.ts';
import './chart-view.css';

/** What a person pointed at: a value of a channel, or a stretch of x. */
export type Picked =
  | { kind: 'value'; channel: 'x' | 'color'; value: string }
  | { kind: 'range'; channel: 'x'; from: number | string; to: number | string };

export interface ChartViewProps {
  input: Omit<ChartInput, 'theme'>;
  /** Said to screen readers; the numbers are in the table behind the chart. */
  label: string;
  height: number;
  /** Dragging selects a stretch instead of showing tooltips. */
  brushing?: boolean;
  onPick?: (picked: Picked) => void;
}

/** Draws a chart in the theme on the screen and follows its size. */
export function ChartView({ input, label, height, brushing = false, onPick }: ChartViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType | null>(null);
  const [ready, setReady] = useState(false);
  const [failure, setFailure] = useState<{ option: EChartsOption; message: string } | null>(null);
  const [unloaded, setUnloaded] = useState<string | null>(null);
  const option = useOption(input);

  useEffect(() => {
    let gone = false;
    let observer: ResizeObserver | null = null;
    const draw = ({ createChart }: typeof import('./draw.ts')) => {
      const element = place.current;
      if (gone || element === null) return;
      const drawn = createChart(element);
      chart.current = drawn;
      observer = new ResizeObserver(() => drawn.resize());
      observer.observe(element);
      setReady(true);
    };
    import('./draw.ts').then(draw, (error: unknown) => !gone && setUnloaded(String(error)));
    return () => {
      gone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
      setReady(false);
    };
  }, []);

  useEffect(() => {
    if (!ready) return;
    try {
      chart.current?.setOption(brushing ? withBrush(option) : option, { notMerge: true });
      if (brushing) startBrush(chart.current);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      queueMicrotask(() => setFailure({ option, message }));
    }
  }, [ready, option, brushing]);

  useEffect(() => {
    const drawn = chart.current;
    if (!ready || drawn === null || onPick === undefined) return;
    const click = (mark: unknown) => {
      const picked = pickedValue(input, mark);
      if (picked !== null) onPick(picked);
    };
    const brushed = (event: unknown) => {
      const picked = pickedRange(input, event);
      if (picked !== null) onPick(picked);
    };
    drawn.on('click', click);
    drawn.on('brushEnd', brushed);
    return () => {
      drawn.off('click', click);
      drawn.off('brushEnd', brushed);
    };
  }, [ready, input, onPick]);

  return (
    <div className="chart-view" style={{ height }}>
      <div
        ref={place}
        className="chart-canvas"
        role="img"
        aria-label={label}
        data-ready={ready || undefined}
        data-kind={input.spec.kind}
      />
      {!ready && unloaded === null && <Skeleton height={height} />}
      {unloaded !== null && (
        <div className="chart-failure" role="alert">
          The drawing code did not load: {unloaded}
        </div>
      )}
      {failure?.option === option && (
        <div className="chart-failure" role="alert">
          This can’t be drawn: {failure.message}
        </div>
      )}
    </div>
  );
}

function useOption(input: Omit<ChartInput, 'theme'>): EChartsOption {
  const theme = useTheme();
  return useMemo(() => {
    void theme; // the tokens are read anew when the theme changes
    return chartKind(input.spec.kind).option({ ...input, theme: readChartTheme() });
  }, [input, theme]);
}

const withBrush = (option: EChartsOption): EChartsOption => ({
  ...option,
  brush: {
    xAxisIndex: 0,
    brushMode: 'single',
    throttleType: 'debounce',
    outOfBrush: { colorAlpha: 0.3 },
    brushStyle: { borderWidth: 1, color: 'rgba(90, 140, 200, 0.18)', borderColor: 'rgba(90, 140, 200, 0.8)' },
  },
});

function startBrush(chart: EChartsType | null): void {
  chart?.dispatchAction({
    type: 'takeGlobalCursor',
    key: 'brush',
    brushOption: { brushType: 'lineX', brushMode: 'single' },
  });
}

/** A click on a series that a color made picks the color, any other click the category. */
function pickedValue(input: Omit<ChartInput, 'theme'>, mark: unknown): Picked | null {
  const { name, seriesName, value } = mark as { name?: string; seriesName?: string; value?: unknown };
  const { x, color } = input.fields;
  if (['heat-map', 'scatter', 'histogram', 'sankey', 'tree-map', 'calendar'].includes(input.spec.kind)) return null;
  if (color !== undefined && seriesName !== undefined && seriesName !== 'Other')
    return { kind: 'value', channel: 'color', value: seriesName };
  if (
    x === undefined ||
    x.type === 'time' ||
    name === undefined ||
    name === '' ||
    name === 'Other' ||
    value === undefined
  )
    return null;
  return { kind: 'value', channel: 'x', value: name };
}

function pickedRange(input: Omit<ChartInput, 'theme'>, event: unknown): Picked | null {
  const { areas } = event as { areas?: { coordRange?: [number, number] }[] };
  const range = areas?.[0]?.coordRange;
  if (range === undefined || input.fields.x === undefined) return null;
  const [from, to] = range;
  const { x } = input.fields;
  if (x.type === 'number') return { kind: 'range', channel: 'x', from, to };
  if (x.type === 'time' && input.spec.kind !== 'bar' && input.spec.kind !== 'stacked-bar') {
    return { kind: 'range', channel: 'x', from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  }
  const names = [...new Set(input.rows.map(row => String(row.x ?? '')))];
  const [first, last] = [names[Math.max(0, from)], names[Math.min(names.length - 1, to)]];
  return first === undefined || last === undefined || x.type !== 'time'
    ? null
    : { kind: 'range', channel: 'x', from: first, to: `${last}~` };
}
