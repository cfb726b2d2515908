import type Database from 'better-sqlite3';
import { JOB_STATES, type Job, type JobKind, type JobLogLine, type JobState } from '../../shared/domain/jobs.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { TimedProgress } from '../../shared/domain/progress.ts';

/** What is asked of the job thread. */
export interface JobRequest {
  kind: JobKind;
  title: string;
  params: Record<string, unknown>;
  /** Places in the run of the jobs that must succeed before it; by default the one before. */
  needs?: readonly number[];
  /** Attempts after the first, for passing faults; by default as many as the queue has pauses. */
  retries?: number;
  timeoutSeconds?: number;
}

/** A job with what only the queue needs to know of it. */
export interface StoredJob extends Job {
  needs: number[];
  retries: number | null;
  timeoutSeconds: number | null;
}

interface JobRow {
  job_id: number;
  run_id: string;
  kind: string;
  title: string;
  params: string;
  needs: string;
  retries: number | null;
  timeout_seconds: number | null;
  state: string;
  attempt: number;
  progress: string | null;
  result: string | null;
  error: string | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
}

export interface RunToAdd {
  runId: string;
  trigger: string;
  title: string;
  pipeline?: string | undefined;
}

/** Jobs, runs and their logs as rows of the lakehouse. Every call is one small statement or transaction. */
export interface JobStore {
  addRun(run: RunToAdd, requests: readonly JobRequest[]): StoredJob[];
  begin(jobId: number): void;
  requeue(jobId: number): void;
  end(
    jobId: number,
    state: 'succeeded' | 'failed' | 'cancelled',
    outcome: { result?: unknown; error?: Job['error'] },
  ): void;
  /** Cancels what waits for `jobId`, directly or through others; returns their ids. */
  cancelDependents(jobId: number, reason: string): number[];
  /** Queues again what was cancelled because `jobId` did not succeed. */
  requeueDependents(jobId: number): number[];
  log(lines: readonly JobLogLine[]): void;
  saveProgress(jobId: number, progress: TimedProgress): void;
  get(jobId: number): StoredJob | undefined;
  list(options?: { limit?: number; states?: readonly JobState[]; runId?: string }): StoredJob[];
  logs(jobId: number, afterLogId?: number): (JobLogLine & { logId: number })[];
}

export function jobStore(db: Database.Database, now: () => Date = () => new Date()): JobStore {
  const stamp = (): string => now().toISOString();
  const insertRun = db.prepare(
    'insert into lake_runs (run_id, trigger, title, pipeline, started_at) values (?, ?, ?, ?, ?)',
  );
  const insertJob = db.prepare(
    `insert into lake_jobs (run_id, kind, title, params, needs, retries, timeout_seconds, state, created_at)
     values (?, ?, ?, ?, ?, ?, ?, 'queued', ?) returning *`,
  );
  const begin = db.prepare(
    `update lake_jobs set state = 'running', attempt = attempt + 1, started_at = ?, finished_at = null, error = null where job_id = ?`,
  );
  const requeue = db.prepare(`update lake_jobs set state = 'queued', progress = null, error = null where job_id = ?`);
  const end = db.prepare('update lake_jobs set state = ?, result = ?, error = ?, finished_at = ? where job_id = ?');
  const endRun = db.prepare(
    `update lake_runs set finished_at = ? where run_id = (select run_id from lake_jobs where job_id = ?)
     and not exists (select 1 from lake_jobs j where j.run_id = lake_runs.run_id and j.state in ('queued', 'running'))`,
  );
  // ids grow within a run and a job needs only earlier ones, so one pass in order reaches every dependent
  const DEPENDENTS = `
    with recursive dependent (job_id) as (
      select ?
      union
      select j.job_id from lake_jobs j, dependent d
      where j.job_id > d.job_id and exists (select 1 from json_each(j.needs) where value = d.job_id)
    )`;
  const cancelDependents = db.prepare(
    `${DEPENDENTS} update lake_jobs set state = 'cancelled', error = ?, finished_at = ?
     where job_id in (select job_id from dependent) and state = 'queued' returning job_id`,
  );
  const requeueDependents = db.prepare(
    `${DEPENDENTS} update lake_jobs set state = 'queued', error = null, finished_at = null
     where job_id in (select job_id from dependent) and state = 'cancelled' and started_at is null returning job_id`,
  );
  const insertLog = db.prepare('insert into lake_job_logs (job_id, at, level, message) values (?, ?, ?, ?)');
  const saveProgress = db.prepare('update lake_jobs set progress = ? where job_id = ?');
  const select = db.prepare('select * from lake_jobs where job_id = ?');
  const list = db.prepare(
    `select * from lake_jobs where (@runId is null or run_id = @runId) and state in (select value from json_each(@states))
     order by job_id desc limit @limit`,
  );
  const logs = db.prepare(
    `select log_id as logId, run_id as runId, job_id as jobId, at, level, message
     from lake_job_logs join lake_jobs using (job_id) where job_id = ? and log_id > ? order by log_id`,
  );

  return {
    addRun: db.transaction(({ runId, trigger, title, pipeline }: RunToAdd, requests: readonly JobRequest[]) => {
      insertRun.run(runId, trigger, title, pipeline ?? null, stamp());
      const ids: number[] = [];
      return requests.map((request, place) => {
        const needs = (request.needs ?? (place === 0 ? [] : [place - 1])).map(earlier => idAt(ids, earlier, place));
        const { kind, title: name, params, retries = null, timeoutSeconds = null } = request;
        const row = insertJob.get(
          runId,
          kind,
          name,
          JSON.stringify(params),
          JSON.stringify(needs),
          retries,
          timeoutSeconds,
          stamp(),
        );
        const job = toJob(row as JobRow);
        ids.push(job.jobId);
        return job;
      });
    }).immediate,
    begin: jobId => void begin.run(stamp(), jobId),
    requeue: jobId => void requeue.run(jobId),
    end: db.transaction(
      (jobId: number, state: JobState, { result, error }: { result?: unknown; error?: Job['error'] }) => {
        end.run(state, jsonOrNull(result), jsonOrNull(error), stamp(), jobId);
        endRun.run(stamp(), jobId);
      },
    ).immediate,
    cancelDependents: (jobId, reason) =>
      idsOf(cancelDependents.all(jobId, JSON.stringify({ code: 'cancelled', message: reason }), stamp())),
    requeueDependents: jobId => idsOf(requeueDependents.all(jobId)),
    log: db.transaction((lines: readonly JobLogLine[]) => {
      for (const { jobId, at, level, message } of lines) insertLog.run(jobId, at, level, message);
    }).immediate,
    saveProgress: (jobId, progress) => void saveProgress.run(JSON.stringify(progress), jobId),
    get: jobId => {
      const row = select.get(jobId) as JobRow | undefined;
      return row && toJob(row);
    },
    list: ({ limit = 200, states = JOB_STATES, runId } = {}) =>
      (list.all({ limit, states: JSON.stringify(states), runId: runId ?? null }) as JobRow[]).map(toJob),
    logs: (jobId, afterLogId = 0) => logs.all(jobId, afterLogId) as (JobLogLine & { logId: number })[],
  };
}

const idsOf = (rows: unknown[]): number[] => rows.map(row => (row as { job_id: number }).job_id);

function idAt(ids: readonly number[], earlier: number, place: number): number {
  const id = ids[earlier];
  if (id === undefined)
    throw new TracklakeError('bad_input', `job ${place} of a run needs job ${earlier}, which does not come before it`);
  return id;
}

const jsonOrNull = (value: unknown): string | null => (value == null ? null : JSON.stringify(value, bigintAsText));

const bigintAsText = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

function toJob(row: JobRow): StoredJob {
  return {
    jobId: row.job_id,
    runId: row.run_id,
    kind: row.kind as JobKind,
    title: row.title,
    params: JSON.parse(row.params) as Job['params'],
    needs: JSON.parse(row.needs) as number[],
    retries: row.retries,
    timeoutSeconds: row.timeout_seconds,
    state: row.state as JobState,
    attempt: row.attempt,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as TimedProgress),
    result: row.result === null ? null : (JSON.parse(row.result) as unknown),
    error: row.error === null ? null : (JSON.parse(row.error) as Job['error']),
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
