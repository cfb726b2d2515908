import { useState } from 'react';
import type { MetricSeries } from '../../../shared/rpc/observe.ts';
import { Badge } from '../../ui/badge.tsx';
import { bytes, count, duration, moment, percent, plural } from '../../ui/format.ts';

type Point = MetricSeries['points'][number];

const SHOWN = 60;

/** Bars of one metric, oldest to the left; what is far off what came before it stands under a mark. */
export function MetricChart({ series: { title, unit, points } }: { series: MetricSeries }) {
  const [pointed, setPointed] = useState<Point | null>(null);
  const shown = points.slice(-SHOWN);
  const marked = shown.filter(point => point.anomaly);
  const highest = Math.max(...shown.map(point => point.value), Number.MIN_VALUE);
  const told = pointed ?? marked.at(-1) ?? shown.at(-1);
  return (
    <section className="metric" aria-label={title}>
      <header className="metric-head">
        <h3 className="truncate">{title}</h3>
        {marked.length > 0 && (
          <Badge tone="warn" icon="warning">
            {plural(marked.length, 'mark')}
          </Badge>
        )}
      </header>
      <div
        className="metric-bars"
        role="img"
        aria-label={`${title}: ${shown.length} values${marked.map(point => `; marked: ${inWords(point, unit)}`).join('')}`}
      >
        {shown.map(point => (
          <span
            key={`${point.at}:${point.label}`}
            className="metric-bar"
            data-anomaly={point.anomaly || undefined}
            onMouseEnter={() => setPointed(point)}
            onMouseLeave={() => setPointed(null)}
          >
            <span style={{ height: `${Math.max(1, (point.value / highest) * 100)}%` }} />
          </span>
        ))}
      </div>
      <p className="metric-text faint" title={told?.label}>
        {told === undefined ? '' : inWords(told, unit)}
      </p>
    </section>
  );
}

function inWords({ value, label, at, expected, score, anomaly }: Point, unit: MetricSeries['unit']): string {
  const what = `${inUnit(value, unit)} · ${label.length > 40 ? moment(at) : label}`;
  if (!anomaly || expected === null || score === null) return what;
  const size = Math.abs(score) > 99 ? 'far off' : `${Math.abs(score).toFixed(1)} deviations off`;
  return `${what} · ${size} the expected ${inUnit(expected, unit)}`;
}

function inUnit(value: number, unit: MetricSeries['unit']): string {
  switch (unit) {
    case 'seconds':
      return duration(value);
    case 'share':
      return percent(value);
    case 'bytes':
      return bytes(value);
    default:
      return `${count(value)} ${unit}`;
  }
}
