import type Database from 'better-sqlite3';
import { judge } from '../../shared/domain/anomaly.ts';
import type { MetricSeries } from '../../shared/rpc/observe.ts';

interface Metric {
  name: string;
  title: string;
  unit: MetricSeries['unit'];
  /** Rows of at, value and label, newest first, at most 120 of them. `relation`: it is there only when that is built. */
  sql: string;
  relation?: string;
}

const OF_A_WEEK = { relation: 'gold_weekly_overview' } as const;
const ofAWeek = (value: string): string =>
  `select week_end as at, ${value} as value, 'week to ' || week_end as label from gold_weekly_overview order by week_end desc limit 120`;

/** A stream is a load every second or two: its batches say little, its hours do. */
const FROM_FILES = `source not like 'stream:%'`;
const ofAnHour = (value: string): string =>
  `select substr(finished_at, 1, 13) || ':00:00Z' as at, ${value} as value, replace(substr(finished_at, 1, 13), 'T', ' ') || ':00' as label
   from lake_loads where source like 'stream:%' group by substr(finished_at, 1, 13) order by 1 desc limit 120`;

/** What is watched over time. To watch another metric, add it here. */
const METRICS: readonly Metric[] = [
  { name: 'plays', title: 'Plays per week', unit: 'plays', sql: ofAWeek('plays'), ...OF_A_WEEK },
  { name: 'listeners', title: 'Listeners per week', unit: 'listeners', sql: ofAWeek('listeners'), ...OF_A_WEEK },
  { name: 'skips', title: 'Share of skips per week', unit: 'share', sql: ofAWeek('1.0 * skips / plays'), ...OF_A_WEEK },
  {
    name: 'rows',
    title: 'Rows per load of plays',
    unit: 'rows',
    sql: `select finished_at as at, rows_in as value, file_name as label from lake_loads
          where relation = 'bronze_fact_listening_events' and ${FROM_FILES} order by load_id desc limit 120`,
  },
  {
    name: 'quarantined',
    title: 'Share in quarantine per load',
    unit: 'share',
    sql: `select finished_at as at, 1.0 * rows_quarantined / max(rows_in, 1) as value, file_name as label from lake_loads
          where ${FROM_FILES} order by load_id desc limit 120`,
  },
  {
    name: 'events',
    title: 'Live events per hour',
    unit: 'rows',
    sql: ofAnHour('sum(rows_in)'),
  },
  {
    name: 'events-quarantined',
    title: 'Share of live events in quarantine',
    unit: 'share',
    sql: ofAnHour('1.0 * sum(rows_quarantined) / max(sum(rows_in), 1)'),
  },
  {
    name: 'build',
    title: 'Time of a build',
    unit: 'seconds',
    sql: `select finished_at as at, (julianday(finished_at) - julianday(started_at)) * 86400 as value, title as label
          from lake_jobs where kind = 'build' and state = 'succeeded' order by job_id desc limit 120`,
  },
  {
    name: 'checks',
    title: 'Share of checks that failed, per run',
    unit: 'share',
    sql: `select max(checked_at) as at, avg(not passed) as value, run_id as label from lake_checks
          group by run_id order by max(check_id) desc limit 120`,
  },
];

/** Each metric over time, oldest first, with the marks of `judge`. Metrics whose relation is not built are left out. */
export function metricSeries(db: Database.Database): MetricSeries[] {
  const exists = db.prepare(`select 1 from sqlite_schema where name = ?`).pluck();
  return METRICS.filter(({ relation }) => relation === undefined || exists.get(relation) === 1).map(
    ({ name, title, unit, sql }) => {
      const rows = (db.prepare(sql).all() as { at: string; value: number; label: string }[]).reverse();
      const judged = judge(rows.map(row => row.value));
      const points = rows.flatMap((row, at) => (judged[at] === undefined ? [] : [{ ...row, ...judged[at] }]));
      return { name, title, unit, points };
    },
  );
}
