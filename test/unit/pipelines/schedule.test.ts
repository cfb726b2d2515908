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

test.each([
  [
    '02:30 is skipped on the last Sunday of March: it comes at the end of the gap',
    '30 2 * * *',
    '2025-03-29T12:00:00Z',
    ['2025-03-30T01:00', '2025-03-31T00:30'],
  ],
  [
    '02:30 comes twice on the last Sunday of October: it is due once',
    '30 2 * * *',
    '2025-10-25T12:00:00Z',
    ['2025-10-26T00:30', '2025-10-27T01:30'],
  ],
  [
    'every hour stays every hour in March',
    '0 * * * *',
    '2025-03-30T00:30:00Z',
    ['2025-03-30T01:00', '2025-03-30T02:00', '2025-03-30T03:00'],
  ],
  [
    'every hour stays every hour in October',
    '0 * * * *',
    '2025-10-25T23:30:00Z',
    ['2025-10-26T00:00', '2025-10-26T01:00', '2025-10-26T02:00'],
  ],
])('%s (Europe/Berlin)', (_, cron, from, times) => {
  const due = pipeline('berlin', cron, 'Europe/Berlin');
  const found: string[] = [];
  for (let after = at(from); found.length < times.length;) {
    after = nextDue(due, after)!;
    found.push(after.toISOString().slice(0, 16));
  }
  expect(found).toEqual(times);
});

test.each([
  ['99 * * * *', 'UTC', /^odd:1: schedule\.cron: .* \(it says "99 \* \* \* \*"\)$/],
  ['0 0 31 2 *', 'UTC', /^odd:1: schedule\.cron: a time that never comes/],
  ['0 6 * * *', 'Europe/Berlim', 'odd:1: schedule.timezone: not a time zone (it says "Europe/Berlim")'],
])('a schedule that cannot be is named: %s %s', (cron, timezone, message) => {
  expect(() => pipeline('odd', cron, timezone)).toThrow(message);
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

test('a run that takes longer than its schedule is waited for, and then caught up with once', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-schedule-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const bodiesUrl = new URL('../jobs/bodies-fixture.ts', import.meta.url);
  const jobs = openJobs(lake, { interrupted: 'fail', bodiesUrl });
  let now = at('2025-01-01T00:30:00Z');
  const slow = parsePipeline(
    `{ name: slow, title: slow, schedule: { cron: '0 * * * *' }, steps: [{ id: a, job: build }] }`,
    'slow',
  );
  const scheduler = startScheduler(lake, jobs, () => [slow], { now: () => now, everySeconds: 3600 });
  const runs = () => lake.db.prepare('select count(*) from lake_runs').pluck().get();
  try {
    await scheduler.tick();
    for (const hour of ['01', '02', '03', '04']) {
      now = at(`2025-01-01T${hour}:00:01Z`);
      await scheduler.tick();
    }
    expect(runs()).toBe(1);
    const [job] = jobs.list();
    await jobs.cancel(job!.jobId);
    await jobs.finished(job!.runId);
    expect((await scheduler.tick()).length).toBe(1);
    expect(scheduler.upcoming()).toMatchObject([{ lastDueAt: '2025-01-01T04:00:00.000Z', missed: 2 }]);
    await jobs.cancel(jobs.list()[0]!.jobId);
  } finally {
    scheduler.stop();
    await jobs.close();
    lake.close();
    rmSync(folder, { recursive: true });
  }
});

test('a laptop that slept through three schedules catches up with each once, in order', async () => {
  expect(await startedAfterSleep()).toEqual({
    runs: ['hourly', 'nightly', 'weekly'],
    missed: [
      ['nightly', 2],
      ['hourly', 58],
      ['weekly', 0],
    ],
  });
});

test('control: a scheduler that does not remember what it took up starts it again', async () => {
  const forgetting = 'create trigger forgetful before update on lake_schedules begin select raise(ignore); end';
  expect((await startedAfterSleep(forgetting)).runs.length).toBeGreaterThan(3);
});

/** What is started when the lid is opened two and a half days later; `sql` changes the lakehouse before. */
async function startedAfterSleep(sql = ''): Promise<{ runs: string[]; missed: [string, number][] }> {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-schedule-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const jobs = openJobs(lake, {
    interrupted: 'fail',
    bodiesUrl: new URL('../jobs/bodies-fixture.ts', import.meta.url),
  });
  let now = at('2025-01-06T22:00:00Z');
  const all = ['nightly 30 2 * * *', 'hourly 0 * * * *', 'weekly 0 6 * * 3'].map(line => {
    const [name = '', ...cron] = line.split(' ');
    return pipeline(name, cron.join(' '));
  });
  lake.db.exec(sql);
  const scheduler = startScheduler(lake, jobs, () => all, { now: () => now, everySeconds: 3600 });
  const idle = async (): Promise<void> => {
    for (const { runId } of jobs.list({ limit: 1000 })) await jobs.finished(runId);
  };
  try {
    await scheduler.tick();
    now = at('2025-01-09T09:20:00Z');
    for (let look = 0; look < 3; look += 1) {
      await scheduler.tick();
      await idle();
    }
    const runs = lake.db
      .prepare('select pipeline from lake_runs join lake_jobs using (run_id) order by job_id')
      .pluck();
    return { runs: runs.all() as string[], missed: scheduler.upcoming().map(({ name, missed }) => [name, missed]) };
  } finally {
    scheduler.stop();
    await jobs.close();
    lake.close();
    rmSync(folder, { recursive: true });
  }
}
