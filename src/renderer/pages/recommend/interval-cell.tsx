import type { EvaluationInfo } from '../../../shared/rpc/models.ts';
import { decimal } from '../../ui/format.ts';

const WIDTH = 96;

/** A value with its interval on the column's common scale. */
export function IntervalCell({
  metric,
  range,
}: {
  metric: EvaluationInfo['metrics'][string] | undefined;
  range: { low: number; high: number };
}) {
  if (metric === undefined) return <span className="faint">–</span>;
  const { value, low, high } = metric;
  const x = (at: number) => 3 + ((at - range.low) / (range.high - range.low)) * (WIDTH - 6);
  const text =
    low === null || high === null
      ? decimal(value, 4)
      : `${decimal(value, 4)}, 95% from ${decimal(low, 4)} to ${decimal(high, 4)}`;
  return (
    <span className="interval" title={text}>
      <span className="number">{decimal(value, 4)}</span>
      <svg width={WIDTH} height={12} role="img" aria-label={text}>
        <line className="interval-scale" x1={0} x2={WIDTH} y1={6} y2={6} />
        {low !== null && high !== null && <line className="interval-line" x1={x(low)} x2={x(high)} y1={6} y2={6} />}
        <circle cx={x(value)} cy={6} r={3} />
      </svg>
    </span>
  );
}
