import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogRecord } from '../../src/shared/domain/log-record.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';
import { parsePrometheus } from '../support/prometheus.ts';

let host: TestHost;
beforeAll(async () => {
  host = await startTestHost({ log: () => {} });
});
afterAll(() => host.close());

const scrape = (token: string): Promise<Response> =>
  fetch(`${host.origin}/metrics`, { headers: { authorization: `Bearer ${token}` } });

test('every line of the log has its run: a job’s lines that of the job, all others the launch', async () => {
  const job = await host.rpc.jobs.start({ kind: 'check' });
  await until(async () => (await host.rpc.jobs.get(job)).state === 'succeeded');
  process.kill(host.children.worker.report().pid!, 'SIGKILL');
  await until(async () => (await host.rpc.host.info()).processes.some(each => each.restarts === 1), 10_000);
  await host.rpc.lake.status();
  const { logFile } = await host.rpc.host.figures();
  const lines = (): LogRecord[] =>
    readFileSync(logFile, 'utf8')
      .trim()
      .split('\n')
      .map(line => JSON.parse(line) as LogRecord & { msg: string })
      .map(({ msg, ...record }) => ({ ...record, message: msg }));
  await until(() => lines().some(({ message }) => message.startsWith('restarting')));
  for (const line of lines()) expect(line.run).toMatch(/^(run-|launch-)/);
  const ofTheJob = lines().filter(line => line.run === job.runId);
  expect(ofTheJob.map(({ process, job, message }) => [process, job, message])).toEqual(
    expect.arrayContaining([
      ['worker', job.jobId, 'check "check" running'],
      ['worker', job.jobId, 'check {}'],
      ['worker', job.jobId, 'check "check" succeeded'],
    ]),
  );
  expect(await host.rpc.jobs.logs({ jobId: job.jobId })).toContainEqual(
    expect.objectContaining({ runId: job.runId, message: 'check {}' }),
  );
  expect(readFileSync(logFile, 'utf8')).not.toContain(host.token);
});

test('Prometheus finds its figures with a token that opens nothing else', async () => {
  const { scrapeTokenFile } = await host.rpc.host.figures();
  const token = readFileSync(scrapeTokenFile!, 'utf8');
  expect((await scrape('x'.repeat(token.length))).status).toBe(403);
  const closed = await fetch(`${host.origin}/rpc/lake/status`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  expect(closed.status).toBe(403);

  await host.rpc.events.take({
    events: [
      { type: 'listening', event_id: 'a', user_id: 1, track_id: 2, played_at: '2025-01-01T10:00:00Z', ms_played: 1 },
    ],
  });
  const page = await scrape(token);
  expect(page.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const families = parsePrometheus(await page.text());
  const value = (name: string, labels: Record<string, string> = {}): number | undefined =>
    families
      .get(name.replace(/_(bucket|count)$/, ''))
      ?.samples.find(
        each => each.name === name && Object.entries(labels).every(([key, text]) => each.labels[key] === text),
      )?.value;
  expect(value('tracklake_worker_up')).toBe(1);
  expect(value('tracklake_requests_total', { call: 'events/take', status: '2xx' })).toBe(1);
  expect(value('tracklake_request_seconds_count', { call: 'events/take' })).toBe(1);
  expect(value('tracklake_request_seconds_bucket', { call: 'events/take', le: '+Inf' })).toBe(1);
  expect(value('tracklake_stream_offset', { source: 'api', at: 'end' })).toBe(1);
  expect(value('tracklake_stream_state', { source: 'api', state: 'reading' })).toBe(1);
  expect(value('tracklake_stream_state', { source: 'kafka', state: 'off' })).toBe(1);
  expect(value('tracklake_jobs', { state: 'queued' })).toBe(0);
  expect(value('tracklake_process_resident_bytes', { process: 'worker' })).toBeGreaterThan(1e6);
});

test('a source of live events is paused and goes on, and a wrong declaration is said', async () => {
  const source = async (name: 'api' | 'kafka') => (await host.rpc.events.sources()).find(each => each.name === name);
  await until(async () => (await source('api'))?.partitions[0]?.behind === 0);
  await host.rpc.events.pause({ source: 'api' });
  const play = { type: 'listening', user_id: 1, track_id: 2, played_at: '2025-01-01T10:00:00Z', ms_played: 1 };
  await host.rpc.events.take({ events: [{ ...play, event_id: 'b' }] });
  expect(await source('api')).toMatchObject({ state: 'paused', partitions: [{ end: 2, inBronzeTo: 1, behind: 1 }] });
  await host.rpc.events.resume({ source: 'api' });
  await until(async () => (await source('api'))?.partitions[0]?.behind === 0);

  expect(await source('kafka')).toMatchObject({ state: 'off', partitions: [] });
  const folder = join(dirname(host.lakePath), 'streams');
  mkdirSync(folder);
  writeFileSync(join(folder, 'kafka.yaml'), `brokers: ['127.0.0.1']\ntopics: { plays: listening }\n`);
  await host.rpc.events.pause({ source: 'kafka' });
  await host.rpc.events.resume({ source: 'kafka' });
  await until(async () => (await source('kafka'))?.state === 'failed');
  expect((await source('kafka'))?.trouble?.message).toMatch(/kafka\.yaml: brokers\.0: host:port/);
  writeFileSync(join(folder, 'kafka.yaml'), `brokers: ['127.0.0.1:9']\ntopics: { plays: listening }\n`);
  await host.rpc.events.resume({ source: 'kafka' });
  await until(async () => (await source('kafka'))?.trouble?.message.includes('127.0.0.1:9') === true, 20_000);
  expect(await source('kafka')).toMatchObject({ state: 'connecting', where: '127.0.0.1:9' });
});

test('calls are counted with their times, and what is slow is found', async () => {
  const figures = await host.rpc.host.figures();
  const status = figures.calls.find(({ call }) => call === 'lake/status');
  expect(status).toMatchObject({ errors: 0 });
  expect(status!.count).toBeGreaterThan(0);
  expect(status!.p99).toBeGreaterThanOrEqual(status!.p50);
  expect(figures.memory.at(-1)).toMatchObject({ host: expect.any(Number) as number });

  const { historyId } = await host.rpc.history.begin({ notebook: null, cellId: 'c', sql: 'select slowly' });
  await host.rpc.history.end({ historyId, state: 'completed', milliseconds: 120_000, rows: 1 });
  expect((await host.rpc.observe.slow({ limit: 1 }))[0]).toMatchObject({
    kind: 'cell',
    title: 'select slowly',
    milliseconds: 120_000,
  });
  const now = await host.rpc.observe.now();
  expect(now.jobs).toEqual([expect.objectContaining({ kind: 'check', succeeded: 1, failed: 0 })]);
  expect(now.queue).toEqual({ queued: 0, running: 0, oldestSeconds: 0 });
  expect(now.stream.acceptedTo).toBe(2);
  const series = await host.rpc.observe.series();
  const sums = series.map(({ name, points }) => [name, points.reduce((sum, point) => sum + point.value, 0)]);
  expect(Object.fromEntries(sums)).toEqual({
    ...{ rows: 0, quarantined: 0, events: 2, 'events-quarantined': 0, build: 0, checks: 0 },
  });
});
