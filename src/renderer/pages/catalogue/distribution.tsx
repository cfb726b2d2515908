import type { ColumnStatistics } from '../../../shared/rpc/results.ts';
import { count, percent, shortCount } from '../../ui/format.ts';

const WIDTH = 132;
const HEIGHT = 24;

/** A column's values at a glance: a histogram of numbers, the shares of the most frequent texts. */
export function Distribution({ statistics }: { statistics: ColumnStatistics }) {
  const { histogram, top, rows } = statistics;
  if (histogram.length > 1) return <Histogram bins={histogram} />;
  if (top.length > 0 && rows > 0 && (top[0]?.count ?? 0) > 1) return <Shares entries={top} rows={rows} />;
  if (statistics.distinct === rows - statistics.nulls && rows > 1)
    return <span className="faint">every value once</span>;
  return <span className="faint">–</span>;
}

function Histogram({ bins }: { bins: ColumnStatistics['histogram'] }) {
  const highest = Math.max(...bins.map(bin => bin.count), 1);
  const step = WIDTH / bins.length;
  const first = bins[0];
  const last = bins.at(-1);
  const label = `Histogram from ${shortCount(first?.from ?? 0)} to ${shortCount(last?.to ?? 0)}`;
  return (
    <svg className="dist" width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      {bins.map((bin, index) => {
        const height = bin.count === 0 ? 0 : Math.max(1.5, (bin.count / highest) * (HEIGHT - 2));
        return (
          <rect key={bin.from} x={index * step} y={HEIGHT - height} width={Math.max(1, step - 1)} height={height}>
            <title>{`${shortCount(bin.from)} … ${shortCount(bin.to)}: ${count(bin.count)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function Shares({ entries, rows }: { entries: ColumnStatistics['top']; rows: number }) {
  const shown = entries.slice(0, 6);
  const widths = shown.map(entry => (entry.count / rows) * WIDTH);
  const label = shown.map(entry => `${String(entry.value)} ${percent(entry.count / rows, 0)}`).join(', ');
  return (
    <svg className="dist dist-shares" width={WIDTH} height={HEIGHT} role="img" aria-label={label}>
      <rect className="dist-rest" x={0} y={7} width={WIDTH} height={10} rx={2} />
      {shown.map((entry, index) => (
        <rect
          key={String(entry.value)}
          x={widths.slice(0, index).reduce((sum, width) => sum + width, 0)}
          y={7}
          width={Math.max(0, (widths[index] ?? 0) - 1)}
          height={10}
          opacity={1 - index * 0.14}
        >
          <title>{`${String(entry.value)}: ${count(entry.count)} (${percent(entry.count / rows)})`}</title>
        </rect>
      ))}
    </svg>
  );
}
