import { useEffect } from 'react';
import { hostFiguresQuery, metricSeriesQuery, slowQueriesQuery, workNowQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { Page, Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/states.tsx';
import { CallsTable } from './calls-table.tsx';
import { FiguresNow } from './figures-now.tsx';
import { JobTimes } from './job-times.tsx';
import { MemoryChart } from './memory-chart.tsx';
import { MetricCharts } from './metric-charts.tsx';
import { SlowTable } from './slow-table.tsx';
import { StreamSources } from './stream-sources.tsx';
import { WhereToLook } from './where-to-look.tsx';
import './observability.css';

const EVERY_MS = 5000;

/** `#/observability`: throughput, times, queue, lag, memory and slow statements of this launch; metrics of the lakehouse over time. */
export default function ObservabilityPage() {
  useFreshFigures();
  const work = useQuery(workNowQuery);
  const host = useQuery(hostFiguresQuery);
  return (
    <Page title="Observability" subtitle="renewed every five seconds">
      <div className="observe">
        <Answered answer={work} skeleton={<Skeleton height={64} />}>
          {now => (
            <Answered answer={host} skeleton={<Skeleton height={64} />}>
              {figures => <FiguresNow work={now} host={figures} />}
            </Answered>
          )}
        </Answered>
        <Panel title="Live streams">
          <Answered answer={work} skeleton={<Skeleton height={120} />}>
            {now => <StreamSources sources={now.sources} />}
          </Answered>
        </Panel>
        <Panel title="Metrics over time">
          <Answered answer={useQuery(metricSeriesQuery)} skeleton={<Skeleton height={200} />}>
            {series => <MetricCharts series={series} />}
          </Answered>
        </Panel>
        <div className="observe-columns">
          <Panel title="Jobs by kind" flush>
            <Answered answer={work}>{now => <JobTimes jobs={now.jobs} />}</Answered>
          </Panel>
          <Panel title="Memory over the last hour">
            <Answered answer={host} skeleton={<Skeleton height={120} />}>
              {figures => <MemoryChart samples={figures.memory} />}
            </Answered>
          </Panel>
        </div>
        <Panel title="Calls of this launch" flush>
          <Answered answer={host}>{figures => <CallsTable calls={figures.calls} />}</Answered>
        </Panel>
        <Panel title="Slowest statements of the week" flush>
          <Answered answer={useQuery(slowQueriesQuery)}>{queries => <SlowTable queries={queries} />}</Answered>
        </Panel>
        <Panel title="Where to look further">
          <Answered answer={host}>{figures => <WhereToLook figures={figures} />}</Answered>
        </Panel>
      </div>
    </Page>
  );
}

/** Asks again every few seconds while the page can be seen. */
function useFreshFigures(): void {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && invalidate('figures'), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
}
