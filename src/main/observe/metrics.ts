import type { WorkNow } from '../../shared/rpc/observe.ts';
import { forward } from '../proxy.ts';
import { rssOf } from '../rss.ts';
import type { Children } from '../supervise/children.ts';
import type { Observer } from './observer.ts';

const BOUNDS_MS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 60_000];
/** A scrape never waits longer for the worker, which may be starting again. */
const PATIENCE_MS = 2000;

/** `GET /metrics`: this launch in Prometheus' text format. prom-client is loaded at the first scrape. */
export async function metricsOf(observer: Observer, children: Children): Promise<Response> {
  const [{ Registry, Gauge, Counter }, work] = await Promise.all([import('prom-client'), workOf(children)]);
  const registry = new Registry();
  const gauge: Put = (name, help, values) => {
    const metric = new Gauge({ name, help, labelNames: Object.keys(values[0]?.[0] ?? {}), registers: [registry] });
    for (const [labels, value] of values) metric.set(labels, value);
  };
  const counter: Put = (name, help, values) => {
    const metric = new Counter({ name, help, labelNames: Object.keys(values[0]?.[0] ?? {}), registers: [registry] });
    for (const [labels, value] of values) metric.inc(labels, value);
  };

  const calls = observer.calls();
  counter(
    'tracklake_requests_total',
    'Requests that were answered, by call and class of status.',
    calls.flatMap(({ call, answers }) => [...answers].map(([status, n]): Labelled => [{ call, status }, n])),
  );
  registry.registerMetric(requestHistogram(calls) as never);
  const cells = children.cells.reports();
  gauge('tracklake_process_resident_bytes', 'Resident memory of each process.', [
    [{ process: 'host' }, process.memoryUsage.rss()],
    [{ process: 'worker' }, rssOf(children.worker.report().pid)],
    [{ process: 'cells' }, cells.reduce((sum, { pid }) => sum + rssOf(pid), 0)],
  ]);
  counter('tracklake_worker_restarts_total', 'Times that the worker was started again.', [
    [{}, children.worker.report().restarts],
  ]);
  gauge('tracklake_cell_processes', 'Cell processes, idle ones included.', [[{}, cells.length]]);
  gauge('tracklake_cells_running', 'Cells that run now.', [[{}, children.running.size]]);
  const { eventLoop } = observer.figures();
  gauge('tracklake_event_loop_lag_seconds', 'How late the host’s event loop runs.', [
    [{ quantile: '0.5' }, eventLoop.p50 / 1000],
    [{ quantile: '0.99' }, eventLoop.p99 / 1000],
  ]);
  gauge('tracklake_worker_up', '1 when the worker answered this scrape.', [[{}, work === null ? 0 : 1]]);
  if (work !== null) workMetrics(work, gauge);
  return new Response(await registry.metrics(), { headers: { 'content-type': registry.contentType } });
}

type Labelled = readonly [labels: Record<string, string>, value: number];
type Put = (name: string, help: string, values: readonly Labelled[]) => void;

function workMetrics({ queue, jobs, loading, stream, sources, lake, memory }: WorkNow, gauge: Put): void {
  gauge('tracklake_jobs', 'Jobs by state.', [
    [{ state: 'queued' }, queue.queued],
    [{ state: 'running' }, queue.running],
  ]);
  gauge('tracklake_queue_oldest_seconds', 'How long the first in the queue has waited.', [[{}, queue.oldestSeconds]]);
  gauge(
    'tracklake_jobs_ended',
    'Of the last 500 jobs that ended, by kind and state.',
    jobs.flatMap(({ kind, succeeded, failed, cancelled }) =>
      Object.entries({ succeeded, failed, cancelled }).map(([state, n]): Labelled => [{ kind, state }, n]),
    ),
  );
  gauge(
    'tracklake_job_seconds',
    'How long jobs took, by kind, of the last 500.',
    jobs.flatMap(({ kind, p50, p95, p99 }) =>
      Object.entries({ '0.5': p50, '0.95': p95, '0.99': p99 }).map(([quantile, ms]): Labelled => [
        { kind, quantile },
        ms / 1000,
      ]),
    ),
  );
  gauge('tracklake_load_rows_per_second', 'Rows by the second of the loads within a day.', [
    [{}, loading.rowsPerSecond],
  ]);
  gauge('tracklake_stream_events_per_second', 'Live events accepted over the last minute.', [
    [{}, stream.eventsPerSecond],
  ]);
  streamMetrics(sources, gauge);
  gauge('tracklake_lake_bytes', 'Size of the lakehouse’s files.', [
    [{ file: 'lakehouse' }, lake.bytes],
    [{ file: 'wal' }, lake.walBytes],
  ]);
  gauge('tracklake_snapshot_id', 'The newest snapshot.', [[{}, lake.snapshotId]]);
  gauge('tracklake_worker_heap_bytes', 'JavaScript heap of the worker.', [[{}, memory.heapUsed]]);
}

function streamMetrics(sources: WorkNow['sources'], gauge: Put): void {
  const partitions = sources.flatMap(source =>
    source.partitions.map(({ topic, partition, ...rest }) => ({
      ...rest,
      labels: { source: source.name, topic, partition: String(partition) },
    })),
  );
  gauge(
    'tracklake_stream_offset',
    'How far a live stream reaches, and how far bronze has it.',
    partitions.flatMap(({ labels, end, inBronzeTo }): Labelled[] => [
      [{ ...labels, at: 'end' }, end],
      [{ ...labels, at: 'bronze' }, inBronzeTo],
    ]),
  );
  gauge(
    'tracklake_stream_lag_events',
    'Events of a live stream that are not in bronze yet.',
    partitions.map(({ labels, behind }): Labelled => [labels, behind]),
  );
  gauge(
    'tracklake_stream_rows_per_second',
    'Rows of a source that became bronze over the last minute.',
    sources.map(({ name, rowsPerSecond }): Labelled => [{ source: name }, rowsPerSecond]),
  );
  gauge(
    'tracklake_stream_state',
    'The state that a source of live events is in, as 1.',
    sources.map(({ name, state }): Labelled => [{ source: name, state }, 1]),
  );
}

/** In the form that prom-client's registry writes down; its own histogram can't take counts that were made elsewhere. */
function requestHistogram(calls: ReturnType<Observer['calls']>) {
  const name = 'tracklake_request_seconds';
  const values = calls.flatMap(({ call, all }) => [
    ...BOUNDS_MS.map(bound => ({
      metricName: `${name}_bucket`,
      labels: { call, le: String(bound / 1000) },
      value: all.within(bound),
    })),
    { metricName: `${name}_bucket`, labels: { call, le: '+Inf' }, value: all.count },
    { metricName: `${name}_sum`, labels: { call }, value: all.sum / 1000 },
    { metricName: `${name}_count`, labels: { call }, value: all.count },
  ]);
  const metric = { name, help: 'Time until an answer began.', type: 'histogram', aggregator: 'sum', values };
  return { ...metric, get: () => metric };
}

/** The worker's own figures; null when it does not answer in time. */
async function workOf(children: Children): Promise<WorkNow | null> {
  const ask = async (): Promise<WorkNow | null> => {
    const request = new Request('http://host/rpc/observe/now', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
    });
    const { response } = await forward(request, await children.worker.address(), {}, new TextEncoder().encode('{}'));
    return response.ok ? ((await response.json()) as { json: WorkNow }).json : null;
  };
  const late = new Promise<null>(resolve => setTimeout(() => resolve(null), PATIENCE_MS).unref());
  return Promise.race([ask().catch(() => null), late]);
}
