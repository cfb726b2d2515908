import type Database from 'better-sqlite3';
import type { PipelineRun } from '../../shared/rpc/pipelines.ts';
import type { Jobs } from '../jobs/queue.ts';

interface RunRow {
  runId: string;
  pipeline: string;
  title: string;
  trigger: string;
  startedAt: string;
  finishedAt: string | null;
}

/** Runs of a pipeline, newest first, each with its jobs in their order. */
export function pipelineRuns(
  db: Database.Database,
  jobs: Pick<Jobs, 'list'>,
  pipeline: string,
  limit: number,
): PipelineRun[] {
  const rows = db
    .prepare(
      `select run_id as runId, pipeline, title, trigger, started_at as startedAt, finished_at as finishedAt
       from lake_runs where pipeline = ? order by started_at desc limit ?`,
    )
    .all(pipeline, limit) as RunRow[];
  return rows.map(row => ({ ...row, jobs: jobs.list({ runId: row.runId, limit: 2000 }).reverse() }));
}
