import { existsSync, statSync } from 'node:fs';
import type { Job, JobKind } from '../../shared/domain/jobs.ts';
import { latencies } from '../../shared/domain/latencies.ts';
import type { WorkNow } from '../../shared/rpc/observe.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import type { OpenLake } from '../rpc/open-lake.ts';

const JOBS_LOOKED_AT = 500;
const DAY_MS = 86_400_000;

/** What the worker is doing and how fast, from bookkeeping alone. */
export function workNow({ lake, jobs, live, kafka }: OpenLake, now: Date = new Date()): WorkNow {
  const waiting = jobs.list({ states: ['queued'], limit: 10_000 });
  const first = waiting.at(-1);
  const { rss, heapUsed, external } = process.memoryUsage();
  return {
    at: now.toISOString(),
    queue: {
      queued: waiting.length,
      running: jobs.list({ states: ['running'], limit: 10 }).length,
      oldestSeconds: first === undefined ? 0 : Math.max(0, (now.getTime() - Date.parse(first.createdAt)) / 1000),
    },
    jobs: byKind(jobs.list({ states: ['succeeded', 'failed', 'cancelled'], limit: JOBS_LOOKED_AT })),
    loading: loading(lake.db, new Date(now.getTime() - DAY_MS)),
    stream: { ...live.lag(), eventsPerSecond: live.eventsPerSecond() },
    sources: [live.source(), kafka.source()],
    memory: { rss, heapUsed, external },
    lake: { bytes: sizeOf(lake.path), walBytes: sizeOf(`${lake.path}-wal`), snapshotId: latestSnapshot(lake.db) },
  };
}

function byKind(ended: readonly Job[]): WorkNow['jobs'] {
  return [...Map.groupBy(ended, job => job.kind)].map(([kind, jobs]: [JobKind, Job[]]) => {
    const times = latencies();
    for (const job of jobs) if (job.state === 'succeeded') times.record(millisecondsOf(job));
    const ending = (state: Job['state']): number => jobs.filter(job => job.state === state).length;
    return {
      kind,
      succeeded: ending('succeeded'),
      failed: ending('failed'),
      cancelled: ending('cancelled'),
      p50: times.quantile(0.5),
      p95: times.quantile(0.95),
      p99: times.quantile(0.99),
    };
  });
}

const millisecondsOf = ({ startedAt, finishedAt }: Job): number =>
  Math.max(0, Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) || 0;

/** Rows by the second of what was loaded since; the seconds are those that loads took. */
function loading(db: OpenLake['lake']['db'], since: Date): WorkNow['loading'] {
  const { loads, rows, seconds } = db
    .prepare(
      `select count(*) as loads, coalesce(sum(rows_in), 0) as rows,
         coalesce(sum((julianday(finished_at) - julianday(started_at)) * 86400), 0) as seconds
       from lake_loads where finished_at >= ?`,
    )
    .get(since.toISOString()) as { loads: number; rows: number; seconds: number };
  return { loads, rows, rowsPerSecond: seconds > 0 ? rows / seconds : 0 };
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
