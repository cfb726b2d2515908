import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { traceExporter } from '../../src/main/observe/trace-exporter.ts';
import { launchBrowser, openPage } from '../support/browser.ts';
import { runCell, startTestHost, until, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracklake-traces-'));
const file = join(folder, 'traces.jsonl');
let host: TestHost;

beforeAll(async () => {
  process.env['TRACKLAKE_TRACES'] = file;
  host = await startTestHost({ prepare: path => makeNumbersLake(path, 1000), log: () => {} });
  await host.rpc.lake.status(); // by its answer the host records
});
afterAll(async () => {
  await host.close();
  delete process.env['TRACKLAKE_TRACES'];
  rmSync(folder, { recursive: true });
});

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  service: string;
  attributes: Record<string, string>;
}

interface Exported {
  resourceSpans: {
    resource: { attributes: { value: { stringValue: string } }[] };
    scopeSpans: {
      spans: (Omit<Span, 'attributes'> & { attributes: { key: string; value: { stringValue?: string } }[] })[];
    }[];
  }[];
}

const spans = (): Span[] =>
  (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [])
    .flatMap(line => (JSON.parse(line) as Exported).resourceSpans)
    .flatMap(({ resource, scopeSpans }) =>
      scopeSpans.flatMap(scope =>
        scope.spans.map(span => ({
          ...span,
          service: resource.attributes[0]!.value.stringValue,
          attributes: Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue ?? ''])),
        })),
      ),
    );

/** The names from a span up to the first that nobody here recorded. */
const upwards = (all: Span[], span: Span): string[] => {
  const parent = all.find(each => each.spanId === span.parentSpanId && each.traceId === span.traceId);
  return [`${span.service}: ${span.name}`, ...(parent === undefined ? [] : upwards(all, parent))];
};

const CLICK = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

test('one trace leads from a click over host and cell process to the SQL', async () => {
  const response = await host.fetch('/rpc/cells/start', {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${CLICK.traceId}-${CLICK.spanId}-01` },
    body: JSON.stringify({ json: { cellId: 'c', sql: 'select count(*) as traced from gold_numbers' } }),
  });
  await response.text();
  await host.rpc.host.traced({
    ...CLICK,
    name: 'click Run',
    process: 'page',
    parentSpanId: null,
    startMs: Date.now() - 50,
    endMs: Date.now(),
    attributes: {},
    error: null,
  });
  const sql = (): Span | undefined => spans().find(span => span.attributes['db.statement']?.includes('as traced'));
  await until(() => sql() !== undefined && spans().some(span => span.name === 'click Run'), 10_000);
  expect(upwards(spans(), sql()!)).toEqual([
    'tracklake-cell: sql',
    'tracklake-cell: /rpc/cells/start',
    'tracklake-host: cells/start',
    'tracklake-page: click Run',
  ]);
});

test('a job is part of the trace of the call that asked for it, and so are its statements', async () => {
  const job = await host.rpc.jobs.start({ kind: 'check' });
  await until(async () => (await host.rpc.jobs.get(job)).state === 'succeeded');
  const ofTheJob = (): Span | undefined => spans().find(span => span.name === 'job check');
  await until(() => ofTheJob() !== undefined, 10_000);
  expect(upwards(spans(), ofTheJob()!)).toEqual([
    'tracklake-job: job check',
    'tracklake-worker: /rpc/jobs/start',
    'tracklake-host: jobs/start',
  ]);
  expect(spans().find(span => span.service === 'tracklake-worker' && span.name === 'sql')).toBeDefined();
});

test('a click in the page is the root of the trace of what it caused', async () => {
  const rendererFolder = await builtRenderer();
  const [shown, browser] = await Promise.all([startTestHost({ rendererFolder, log: () => {} }), launchBrowser()]);
  try {
    const { page } = await openPage(browser);
    await page.goto(shown.address);
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByRole('button', { name: 'Build' }).click();
    const job = (): Span | undefined => spans().find(span => span.name === 'job build');
    await until(() => job() !== undefined && spans().some(span => span.name === 'click Build'), 20_000);
    expect(upwards(spans(), job()!)).toEqual([
      'tracklake-job: job build',
      'tracklake-worker: /rpc/jobs/start',
      'tracklake-host: jobs/start',
      'tracklake-page: click Build',
    ]);
  } finally {
    await browser.close();
    await shown.close();
  }
});

test('a collector gets the same over HTTP; one that is away is complained of once, and never waited for', async () => {
  const got: string[] = [];
  const collector = createServer((request, response) => {
    request.on('data', chunk => got.push(`${request.url} ${String(chunk)}`));
    request.on('end', () => response.end('{}'));
  });
  const port = await new Promise<number>(resolve =>
    collector.listen(0, '127.0.0.1', () => resolve((collector.address() as { port: number }).port)),
  );
  const span = {
    ...CLICK,
    parentSpanId: null,
    name: 'x',
    process: 'host',
    startMs: 1,
    endMs: 2.5,
    attributes: { n: 3 },
    error: 'e',
  };
  const there = traceExporter(`http://127.0.0.1:${port}/`, () => {});
  there.add([span]);
  await there.flush();
  collector.close();
  expect(got[0]).toMatch(/^\/v1\/traces \{"resourceSpans":/);
  expect(got[0]).toContain('"startTimeUnixNano":"1000000","endTimeUnixNano":"2500000"');
  expect(got[0]).toContain('"status":{"code":2,"message":"e"}');

  const complaints: string[] = [];
  const away = traceExporter('http://127.0.0.1:1', message => complaints.push(message));
  away.add([span]);
  await away.flush();
  away.add([span]);
  await away.flush();
  expect(complaints).toHaveLength(1);
});

test('control: without the variable nothing is recorded and nobody is told to', async () => {
  delete process.env['TRACKLAKE_TRACES'];
  const quiet = await startTestHost({ prepare: path => makeNumbersLake(path, 10), log: () => {} });
  try {
    await runCell(quiet.rpc, 'select 1 as silent');
    expect((await quiet.rpc.host.figures()).traces).toBeNull();
    await new Promise(resolve => setTimeout(resolve, 1200));
    expect(spans().filter(span => span.attributes['db.statement']?.includes('silent'))).toEqual([]);
  } finally {
    await quiet.close();
  }
});
