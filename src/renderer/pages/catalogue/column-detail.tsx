import type { ColumnStatistics } from '../../../shared/rpc/results.ts';
import { count, percent, shortCount } from '../../ui/format.ts';
import { Facts } from '../../ui/panel.tsx';

/** All that the profile found about one column: its figures, its distribution large, its most frequent values. */
export function ColumnDetail({ statistics }: { statistics: ColumnStatistics }) {
  return (
    <div className="col-detail">
      <Facts items={factsOf(statistics)} />
      {statistics.histogram.length > 1 && <Histogram bins={statistics.histogram} />}
      <TopValues statistics={statistics} />
    </div>
  );
}

function factsOf(statistics: ColumnStatistics): [string, string][] {
  const { rows, nulls, distinct, distinctCapped, min, max, mean, median, standardDeviation, lengths } = statistics;
  return [
    ['Looked at', `${count(rows)} rows`],
    ['Nulls', rows === 0 ? '–' : `${count(nulls)} (${percent(nulls / rows)})`],
    ['Distinct', `${distinctCapped ? 'at least ' : ''}${count(distinct)}`],
    ['Least', written(min)],
    ...(median === null ? [] : [['Median', written(median)] as [string, string]]),
    ...(mean === null ? [] : [['Mean', written(mean)] as [string, string]]),
    ['Greatest', written(max)],
    ...(standardDeviation === null ? [] : [['Deviation', written(standardDeviation)] as [string, string]]),
    ...(lengths === null ? [] : [['Length', `${lengths.min} to ${lengths.max} characters`] as [string, string]]),
  ];
}

function written(value: ColumnStatistics['min']): string {
  if (value === null) return '–';
  if (typeof value !== 'number') return String(value);
  return value.toLocaleString('en', { maximumSignificantDigits: Number.isInteger(value) ? 16 : 5, useGrouping: false });
}

const WIDTH = 320;
const HEIGHT = 96;

function Histogram({ bins }: { bins: ColumnStatistics['histogram'] }) {
  const highest = Math.max(...bins.map(bin => bin.count), 1);
  const step = WIDTH / bins.length;
  return (
    <figure className="col-histogram">
      <svg className="dist" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Histogram, ${bins.length} bins`}>
        {bins.map((bin, index) => {
          const height = bin.count === 0 ? 0 : Math.max(1.5, (bin.count / highest) * (HEIGHT - 2));
          return (
            <rect key={bin.from} x={index * step} y={HEIGHT - height} width={step - 1} height={height}>
              <title>{`${shortCount(bin.from)} … ${shortCount(bin.to)}: ${count(bin.count)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption className="faint number">
        <span>{shortCount(bins[0]?.from ?? 0)}</span>
        <span>{shortCount(bins.at(-1)?.to ?? 0)}</span>
      </figcaption>
    </figure>
  );
}

function TopValues({ statistics: { top, rows } }: { statistics: ColumnStatistics }) {
  const most = top[0]?.count ?? 0;
  if (most <= 1) return <p className="faint">No value comes twice.</p>;
  return (
    <ol className="col-top" aria-label="Most frequent values">
      {top.map(({ value, count: times }) => (
        <li key={String(value)}>
          <span className="truncate" title={String(value)} dir="auto">
            {value === null ? 'null' : String(value) === '' ? 'empty text' : String(value)}
          </span>
          <span className="col-bar">
            <span style={{ width: `${(times / most) * 100}%` }} />
          </span>
          <span className="number faint">{count(times)}</span>
          <span className="number faint">{percent(times / Math.max(1, rows))}</span>
        </li>
      ))}
    </ol>
  );
}
