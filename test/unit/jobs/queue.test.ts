import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JobKind } from '../../../src/shared/domain/jobs.ts';
import { openJobs, type JobEvent, type Jobs, type JobsOptions } from '../../../src/worker/jobs/queue.ts';
import { openLakehouse, type Lakehouse } from '../../../src/worker/lakehouse/open.ts';

let folder: string;
let lake: Lakehouse;
let jobs: Jobs;

const open = (options: Partial<JobsOptions> = {}): Jobs =>
  openJobs(lake, {
    interrupted: 'resume',
    backoff: [1, 1],
    bodiesUrl: new URL('./bodies-fixture.ts', import.meta.url),
    ...options,
  });

const run = (...kinds: [JobKind, Record<string, unknown>?][]) =>
  jobs.start({
    title: 'a test',
    trigger: 'test',
    jobs: kinds.map(([kind, params = {}]) => ({ kind, title: kind, params })),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-jobs-'));
  lake = openLakehouse(join(folder, 'test.lake'));
  jobs = open();
});

afterEach(async () => {
  await jobs.close();
  lake.close();
  rmSync(folder, { recursive: true });
});

async function runToEnd(...kinds: [JobKind, Record<string, unknown>?][]) {
  const [first] = await run(...kinds);
  return jobs.finished(first!.runId);
}

test('jobs of a run are done in order, with progress, log and result kept', async () => {
  const events: JobEvent[] = [];
  jobs.subscribe(event => events.push(event));
  const [a, b] = await runToEnd(['import', { rows: 3 }], ['import', { rows: 2 }]);
  expect(a).toMatchObject({
    state: 'succeeded',
    attempt: 1,
    result: { rows: 3 },
    progress: { done: 3, total: 3, unit: 'rows' },
  });
  expect(Date.parse(b!.startedAt!)).toBeGreaterThanOrEqual(Date.parse(a!.finishedAt!));
  const lines = jobs.logs(a!.jobId);
  expect(lines.map(line => line.message)).toEqual([
    'import {"rows":3}',
    'wrote 3 rows',
    expect.stringMatching(/^done in 0\.\d\d s: rows 3$/),
  ]);
  expect(new Set(lines.map(line => line.runId))).toEqual(new Set([a!.runId]));
  expect(lake.db.prepare('select count(*) from written').pluck().get()).toBe(5);
  expect(events.filter(event => event.type === 'progress').length).toBeGreaterThan(0);
  expect(lake.db.prepare('select finished_at from lake_runs').pluck().get()).not.toBeNull();
});

test('a failed job says why and cancels the rest of its run, not of others', async () => {
  const other = await run(['check'], ['import', { rows: 1 }]);
  const third = await run(['import', { rows: 1 }]);
  const [failed, dropped] = await jobs.finished(other[0]!.runId);
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'check_failed', message: 'two rows are bad' } });
  expect(dropped).toMatchObject({ state: 'cancelled', error: { message: 'not begun: "check" failed before it' } });
  expect(await jobs.finished(third[0]!.runId)).toMatchObject([{ state: 'succeeded' }]);
});

test('a running job can be cancelled, and the next one goes on', async () => {
  const [endless] = await run(['build']);
  const [after] = await run(['import', { rows: 1 }]);
  await jobs.cancel(endless!.jobId);
  expect(await jobs.finished(endless!.runId)).toMatchObject([{ state: 'cancelled' }]);
  expect(await jobs.finished(after!.runId)).toMatchObject([{ state: 'succeeded' }]);
});

test('a passing fault is tried again with pauses, and the attempts are counted', async () => {
  expect(await runToEnd(['fit'])).toMatchObject([{ state: 'succeeded', attempt: 3, result: { attempts: 3 } }]);
});

test('a job that leaves a transaction open has it rolled back', async () => {
  expect(await runToEnd(['report'], ['import', { rows: 1 }])).toMatchObject([
    { state: 'failed' },
    { state: 'cancelled' },
  ]);
  expect(lake.db.prepare(`select count(*) from sqlite_master where name = 'half_done'`).pluck().get()).toBe(0);
});

test('a dead job thread fails its job and is replaced', async () => {
  expect(await runToEnd(['evaluate'])).toMatchObject([
    { state: 'failed', error: { message: 'the job thread ended with code 7' } },
  ]);
  expect(await runToEnd(['import', { rows: 1 }])).toMatchObject([{ state: 'succeeded' }]);
});

test('a job that nobody needs does not stop the others, and a retry takes up what waited for it', async () => {
  const started = await jobs.start({
    title: 'a graph',
    trigger: 'test',
    jobs: [
      { kind: 'check', title: 'fails', params: {} },
      { kind: 'import', title: 'beside', params: { rows: 1 }, needs: [] },
      { kind: 'import', title: 'after', params: { rows: 1 }, needs: [0] },
      { kind: 'import', title: 'after that', params: { rows: 1 }, needs: [1, 2] },
    ],
  });
  const runId = started[0]!.runId;
  const states = async () => (await jobs.finished(runId)).map(job => job.state);
  expect(await states()).toEqual(['failed', 'succeeded', 'cancelled', 'cancelled']);
  lake.db.exec(`update lake_jobs set kind = 'import', params = '{"rows":1}' where title = 'fails'`);
  await jobs.retry(started[0]!.jobId);
  expect(await states()).toEqual(['succeeded', 'succeeded', 'succeeded', 'succeeded']);
});

test('a job that takes too long is ended and says so', async () => {
  const [job] = await jobs.start({
    title: 't',
    trigger: 'test',
    jobs: [{ kind: 'build', title: 'b', params: {}, timeoutSeconds: 0.05 }],
  });
  expect(await jobs.finished(job!.runId)).toMatchObject([
    { state: 'failed', error: { code: 'limit', message: 'timed out after 0.05 s' } },
  ]);
});

test('a failed job can be retried by hand', async () => {
  const [failed] = await runToEnd(['check']);
  await jobs.retry(failed!.jobId);
  expect(await jobs.finished(failed!.runId)).toMatchObject([{ state: 'failed', attempt: 2 }]);
});

test('closing puts the running job back, and the next process resumes it', async () => {
  const [endless] = await run(['build']);
  await jobs.close();
  expect(lake.db.prepare('select state from lake_jobs').pluck().get()).toBe('queued');
  jobs = open();
  await jobs.cancel(endless!.jobId);
  expect(await jobs.finished(endless!.runId)).toMatchObject([{ state: 'cancelled' }]);
});

test.each(['resume', 'fail'] as const)('a job whose process died is up for "%s"', async interrupted => {
  await jobs.close();
  lake.db.exec(
    `insert into lake_runs (run_id, trigger, title, started_at, finished_at) values ('run-x', 'test', 'x', '2026-01-01', null)`,
  );
  lake.db.exec(
    `insert into lake_jobs (run_id, kind, title, params, state, attempt, created_at) values ('run-x', 'import', 'i', '{"rows":1}', 'running', 1, 'x')`,
  );
  jobs = open({ interrupted });
  const [job] = await jobs.finished('run-x');
  expect(job).toMatchObject(
    interrupted === 'resume' ? { state: 'succeeded', attempt: 2 } : { state: 'failed', attempt: 1 },
  );
});
