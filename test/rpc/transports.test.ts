import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resultWindowUrl } from '../../src/shared/rpc/results.ts';
import {
  clientOf,
  isAlive,
  lastOf,
  resultIdOf,
  runCell,
  startTestHost,
  until,
  type Client,
  type TestHost,
} from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

const ROWS = 120_000;
let host: TestHost;

beforeAll(async () => {
  host = await startTestHost({ prepare: path => makeNumbersLake(path, ROWS) });
});
afterAll(() => host.close());

/** One suite for every way from a caller to the handler. */
const transports: [string, () => { rpc: Client; get: (path: string) => Promise<Response> }][] = [
  [
    'in process',
    () => ({
      rpc: clientOf(host, host.handle),
      get: path => host.handle(new Request(host.origin + path, { headers: { authorization: `Bearer ${host.token}` } })),
    }),
  ],
  ['over a real socket', () => ({ rpc: host.rpc, get: path => host.fetch(path) })],
];

describe.each(transports)('%s', (_name, transport) => {
  test('a call is answered', async () => {
    const status = await transport().rpc.lake.status();
    expect(status).toMatchObject({ path: host.lakePath, empty: true, snapshotId: 0 });
  });

  test('an error keeps its code, its sentence and its details', async () => {
    const call = transport().rpc.catalogue.relation({ name: 'gold_track_lifecycl' });
    await expect(call).rejects.toMatchObject({
      code: 'not_found',
      defined: true,
      message: 'unknown relation: gold_track_lifecycl (did you mean gold_track_lifecycle?)',
      data: { value: 'gold_track_lifecycl' },
    });
  });

  test('input that the contract does not allow is refused', async () => {
    const call = transport().rpc.results.aggregate({ resultId: 'x', from: -1, to: 2, columns: [0] });
    await expect(call).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('a stream gives its events in order, and the first rows before the last', async () => {
    const events = await runCell(transport().rpc, 'select * from gold_numbers');
    expect([...new Set(events.map(event => event.kind))].filter(kind => kind !== 'working')).toEqual([
      'started',
      'schema',
      'batch',
      'completed',
    ]);
    const batches = events.filter(event => event.kind === 'batch');
    expect(batches[0]!.rows).toBeLessThanOrEqual(100); // fewer when they come slowly
    expect(lastOf(events)).toMatchObject({ kind: 'completed', rows: ROWS });
  });

  test('an error inside of a stream is an event with its place', async () => {
    const events = await runCell(transport().rpc, 'select play_id, nowhere from gold_numbers');
    expect(lastOf(events)).toMatchObject({
      kind: 'failed',
      code: 'sql',
      offset: 16,
      length: 7,
      message: 'no such column: nowhere',
    });
  });

  test('aborting a call kills what it runs, and the next cell is fine', async () => {
    const { rpc } = transport();
    const abort = new AbortController();
    const busy = rpc.cells.start({ cellId: 'endless', sql: ENDLESS }, { signal: abort.signal });
    const events = (await busy)[Symbol.asyncIterator]();
    await events.next();
    const [pid] = [...host.children.running.values()].map(child => child.child.pid!);
    abort.abort();
    await expect(events.next()).rejects.toThrow();
    await until(() => !isAlive(pid!)); // the benchmark holds the 500 ms, alone on a machine
    expect(lastOf(await runCell(rpc, 'select 1 as one'))).toMatchObject({ kind: 'completed', rows: 1 });
  });

  test('a large Arrow buffer comes whole', async () => {
    const { rpc, get } = transport();
    const resultId = resultIdOf(await runCell(rpc, 'select play_id, title from gold_numbers'));
    const response = await get(resultWindowUrl(resultId, { from: 10_000, rows: 100_000 }));
    expect(response.headers.get('x-tracklake-rows')).toBe(String(ROWS));
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.numRows).toBe(100_000);
    const ids = table.getChildAt(0)!.toArray() as BigInt64Array;
    expect(ids.reduce((sum, id) => sum + id, 0n)).toBe((10_001n + 110_000n) * 50_000n);
  });
});

const ENDLESS = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n';

test('a port that nobody listens on any more fails at once', async () => {
  const other = await startTestHost();
  await other.close();
  await expect(other.rpc.lake.status()).rejects.toThrow(/fetch failed|closed|refused/i);
});

test('what is not in the contract is not there', async () => {
  for (const path of ['/rpc/lake/nothing', '/rpc/nothing/status', '/rpc/host/eval', '/rpc']) {
    const response = await host.fetch(path, { method: 'POST', body: '{}' });
    expect(response.status, path).toBe(404);
  }
});

test('a stored result is read although every cell process was killed just now, and twenty times in a row', async () => {
  const resultId = resultIdOf(await runCell(host.rpc, 'select play_id from gold_numbers limit 10'));
  for (let n = 0; n < 20; n += 1) {
    for (const { pid } of host.children.cells.reports()) if (n % 4 === 0 && pid !== null) process.kill(pid, 'SIGKILL');
    const response = await host.fetch(resultWindowUrl(resultId, { from: 0, rows: 10 }));
    expect(response.status, await response.text()).toBe(200);
  }
});

test('a slow reader of a long answer leaves no listeners behind, here or in the cell process', async () => {
  const warnings: string[] = [];
  const note = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', note);
  const other = await startTestHost({
    prepare: path => makeNumbersLake(path, ROWS),
    log: line => warnings.push(line),
  });
  try {
    const resultId = resultIdOf(await runCell(other.rpc, 'select * from gold_numbers'));
    const response = await other.fetch(`/results/${resultId}/export?format=csv`);
    let bytes = 0;
    for await (const chunk of response.body!) {
      bytes += chunk.length;
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    expect(bytes).toBeGreaterThan(1e6);
    expect(warnings.filter(line => line.includes('listeners'))).toEqual([]);
  } finally {
    process.off('warning', note);
    await other.close();
  }
});
