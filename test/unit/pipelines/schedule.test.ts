import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openJobs } from '../../../src/worker/jobs/queue.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { parsePipeline, type Pipeline } from '../../../src/worker/pipelines/pipeline.ts';
import { duePipelines, nextDue } from '../../../src/worker/pipelines/schedule.ts';
import { startScheduler } from '../../../src/worker/pipelines/scheduler.ts';

const pipeline = (name: string, cron: string, timezone = 'UTC'): Pipeline =>
  parsePipeline(
    `{ name: ${name}, title: ${name}, schedule: { cron: '${cron}', timezone: ${timezone} }, steps: [{ id: a, job: import, with: { rows: 1 } }] }`,
    name,
  );

const at = (time: string): Date => new Date(time);

test('what a sleeping machine missed is due once, in the order in which it became due', () => {
  const hourly = pipeline('hourly', '0 * * * *');
  const daily = pipeline('daily', '30 2 * * *');
  const weekly = pipeline('weekly', '0 1 * * 3');
  const fellAsleep = new Map([hourly, daily, weekly].map(({ name }) => [name, at('2025-01-07T23:10:00Z')]));
  const due = duePipelines([weekly, daily, hourly], fellAsleep, at('2025-01-08T07:05:00Z'));
  expect(due.map(({ pipeline: { name }, dueAt, missed }) => [name, dueAt.toISOString(), missed])).toEqual([
    ['hourly', '2025-01-08T07:00:00.000Z', 7],
    ['weekly', '2025-01-08T01:00:00.000Z', 0],
    ['daily', '2025-01-08T02:30:00.000Z', 0],
  ]);
});

test('a schedule is read in its time zone, across a change to summer time', () => {
  const berlin = pipeline('berlin', '30 6 * * *', 'Europe/Berlin');
  expect(nextDue(berlin, at('2025-03-29T12:00:00Z'))?.toISOString()).toBe('2025-03-30T04:30:00.000Z');
  expect(nextDue(berlin, at('2025-03-28T12:00:00Z'))?.toISOString()).toBe('2025-03-29T05:30:00.000Z');
});

test('a cron line that cannot be is named', () => {
  expect(() => nextDue(pipeline('odd', '99 * * * *'), at('2025-01-01T00:00:00Z'))).toThrow(
    /^pipeline odd: "99 \* \* \* \*" in UTC/,
  );
});

test('the scheduler starts what is due once, remembers it over a restart, and begins to count with the first look', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-schedule-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const jobs = openJobs(lake, {
    interrupted: 'fail',
    bodiesUrl: new URL('../jobs/bodies-fixture.ts', import.meta.url),
  });
  let now = at('2025-01-01T00:30:00Z');
  const hourly = pipeline('hourly', '0 * * * *');
  const start = () => startScheduler(lake, jobs, () => [hourly], { now: () => now, everySeconds: 3600 });
  try {
    const scheduler = start();
    expect(await scheduler.tick()).toEqual([]);
    now = at('2025-01-01T03:10:00Z');
    const [runId, ...more] = await scheduler.tick();
    expect(more).toEqual([]);
    expect(await jobs.finished(runId!)).toMatchObject([{ state: 'succeeded' }]);
    expect(scheduler.upcoming()).toEqual([
      { name: 'hourly', lastDueAt: '2025-01-01T03:00:00.000Z', nextDueAt: '2025-01-01T04:00:00.000Z', missed: 2 },
    ]);
    scheduler.stop();
    expect(await start().tick()).toEqual([]);
  } finally {
    await jobs.close();
    lake.close();
    rmSync(folder, { recursive: true });
  }
});

test('a laptop that slept through three schedules catches up with each once, in order, and with a broken file says so', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-schedule-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const jobs = openJobs(lake, {
    interrupted: 'fail',
    bodiesUrl: new URL('../jobs/bodies-fixture.ts', import.meta.url),
  });
  let now = at('2025-01-06T22:00:00Z');
  let broken = false;
  const complaints: unknown[] = [];
  const all = ['nightly 30 2 * * *', 'hourly 0 * * * *', 'weekly 0 6 * * 3'].map(line => {
    const [name = '', ...cron] = line.split(' ');
    return pipeline(name, cron.join(' '));
  });
  const list = (): Pipeline[] => {
    if (broken) throw new Error('weekly.yaml:3: not a pipeline');
    return all;
  };
  const scheduler = startScheduler(lake, jobs, list, {
    now: () => now,
    everySeconds: 0.02,
    complain: error => complaints.push(error),
  });
  try {
    await scheduler.tick();
    now = at('2025-01-09T09:20:00Z'); // the lid is opened two and a half days later
    await scheduler.tick();
    await scheduler.tick();
    expect(
      lake.db
        .prepare('select pipeline, trigger from lake_runs join lake_jobs using (run_id) order by job_id')
        .raw()
        .all(),
    ).toEqual([
      ['hourly', 'schedule'],
      ['nightly', 'schedule'],
      ['weekly', 'schedule'],
    ]);
    expect(scheduler.upcoming().map(({ name, missed }) => [name, missed])).toEqual([
      ['nightly', 2],
      ['hourly', 58],
      ['weekly', 0],
    ]);
    broken = true;
    await expect.poll(() => complaints.length).toBeGreaterThan(0);
  } finally {
    scheduler.stop();
    await jobs.close();
    lake.close();
    rmSync(folder, { recursive: true });
  }
});
