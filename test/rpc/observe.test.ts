import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LogRecord } from '../../src/shared/domain/log-record.ts';
import { startTestHost, until, type TestHost } from '../support/host.ts';

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
  const text = await (await scrape(token)).text();
  const value = (line: string): number => Number(new RegExp(`^${line} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value('tracklake_worker_up')).toBe(1);
  expect(value('tracklake_requests_total\\{call="events/take",status="2xx"\\}')).toBe(1);
  expect(value('tracklake_request_seconds_count\\{call="events/take"\\}')).toBe(1);
  expect(value('tracklake_request_seconds_bucket\\{call="events/take",le="\\+Inf"\\}')).toBe(1);
  expect(value('tracklake_stream_offset\\{at="accepted"\\}')).toBe(1);
  expect(value('tracklake_jobs\\{state="queued"\\}')).toBe(0);
  expect(value('tracklake_process_resident_bytes\\{process="worker"\\}')).toBeGreaterThan(1e6);
  for (const line of text.split('\n').filter(line => line !== '' && !line.startsWith('#')))
    expect(line).toMatch(/^\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})? [\d.e+-]+$/);
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
  expect(now.stream.acceptedTo).toBe(1);
  expect((await host.rpc.observe.series()).map(({ name }) => name)).toEqual(['rows', 'quarantined', 'build', 'checks']);
});
