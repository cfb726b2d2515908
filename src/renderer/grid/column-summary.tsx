import type { ColumnStatistics, ResultColumn } from '../../shared/rpc/results.ts';
import { Skeleton } from '../ui/states.tsx';
import { formatCompact, formatPercent, formatValue } from './format.ts';

const HEIGHT = 26;

/** A column at a glance: its distribution, how much of it is null, how many different values it has. */
export function ColumnSummary({
  statistics,
  semantic,
  width,
}: {
  statistics: ColumnStatistics | undefined;
  semantic: ResultColumn['semantic'];
  width: number;
}) {
  if (statistics === undefined) {
    return (
      <div className="grid-summary">
        <Skeleton height={HEIGHT} />
        <Skeleton height={10} width="70%" />
      </div>
    );
  }
  const { rows, nulls, distinct, distinctCapped, histogram, top } = statistics;
  const counts = histogram.length > 0 ? histogram.map(bin => bin.count) : top.map(value => value.count);
  const most = Math.max(1, ...counts);
  const bar = width / Math.max(1, counts.length);
  const range =
    histogram.length > 0
      ? `${formatValue(statistics.min, semantic)} to ${formatValue(statistics.max, semantic)}`
      : `most frequent: ${top
          .slice(0, 3)
          .map(each => formatValue(each.value, semantic) || 'null')
          .join(', ')}`;
  return (
    <div className="grid-summary" title={range}>
      <svg width={width} height={HEIGHT} role="img" aria-label={range}>
        {counts.map((count, index) => (
          <rect
            key={index}
            x={index * bar}
            width={Math.max(0.5, bar - 1)}
            y={HEIGHT - (count / most) * HEIGHT}
            height={(count / most) * HEIGHT}
          />
        ))}
      </svg>
      <div className="grid-summary-text truncate number">
        {distinctCapped ? '> ' : ''}
        {formatCompact(distinct)} distinct
        {nulls > 0 && <span className="grid-summary-nulls"> · {formatPercent(nulls / Math.max(1, rows))} null</span>}
      </div>
    </div>
  );
}
