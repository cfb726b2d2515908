import type { MetricSeries } from '../../../shared/rpc/observe.ts';
import { EmptyState } from '../../ui/states.tsx';
import { MetricChart } from './metric-chart.tsx';

/** One small chart for each metric that has values. */
export function MetricCharts({ series }: { series: readonly MetricSeries[] }) {
  const filled = series.filter(({ points }) => points.length > 0);
  if (filled.length === 0)
    return (
      <EmptyState icon="gauge" title="Nothing has been measured yet">
        Loads, builds and checks leave their figures here, week after week.
      </EmptyState>
    );
  return (
    <>
      <div className="metrics">
        {filled.map(each => (
          <MetricChart key={each.name} series={each} />
        ))}
      </div>
      <p className="faint">
        A value is marked when it lies more than 3.5 robust standard deviations off the median of the twelve before it.
      </p>
    </>
  );
}
