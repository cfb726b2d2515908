import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CellEvent } from '../../src/shared/rpc/cells.ts';
import { EXPORT_FORMATS, resultExportUrl } from '../../src/shared/rpc/results.ts';
import { tableFromIPC } from 'apache-arrow';
import { streamXlsxRows } from 'hucre/xlsx';
import { parquetReadObjects } from 'hyparquet';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive, lastOf, resultIdOf, runCell, startTestHost, until, type TestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { BOMBS } from './bombs.ts';

const ROWS = 20_000;
let host: TestHost;

beforeAll(async () => {
  host = await startTestHost({ prepare: path => makeNumbersLake(path, ROWS) });
});
afterAll(() => host.close());

test('a result can be kept, says so, and can be let go again', async () => {
  const resultId = resultIdOf(await runCell(host.rpc, 'select 1 as one'));
  for (const keep of [true, false]) {
    await host.rpc.results.keep({ resultId, keep });
    expect(await host.rpc.results.get({ resultId })).toMatchObject({ rows: 1, keep });
  }
});

describe('a runaway cell is stopped by the ceiling that it hits', () => {
  test.each(BOMBS.filter(bomb => bomb.ordinary))('$about', async ({ sql, limit }) => {
    const limits = {
      milliseconds: 1000,
      rows: 50_000,
      memoryBytes: 400_000_000,
      tempBytes: 30_000_000,
      resultBytes: 20_000_000,
    };
    const end = lastOf(await runCell(host.rpc, sql, { limits }));
    expect(end).toMatchObject({ kind: 'failed', code: 'limit' });
    if (end.kind === 'failed') expect([...limit, 'time']).toContain(end.limit); // a crowded machine gets to the clock first
    expect(lastOf(await runCell(host.rpc, 'select 1'))).toMatchObject({ kind: 'completed' });
  });

  test('control: without a ceiling it goes on', async () => {
    const abort = new AbortController();
    const events = (await host.rpc.cells.start({ cellId: 'c', sql: BOMBS[0]!.sql }, { signal: abort.signal }))[
      Symbol.asyncIterator
    ]();
    const began = performance.now();
    while (performance.now() - began < 1500) {
      const { done, value } = await events.next();
      expect(done).toBe(false);
      expect((value as CellEvent).kind).toMatch(/started|working/);
    }
    abort.abort();
  });
});

test('a cell is cancelled from elsewhere, and its own subscription says so', async () => {
  const events = await host.rpc.cells.start({ cellId: 'c', sql: BOMBS[0]!.sql });
  let resultId = '';
  const kinds: string[] = [];
  for await (const event of events) {
    kinds.push(event.kind);
    if (event.kind !== 'started') continue;
    resultId = event.resultId;
    expect(await host.rpc.cells.cancel({ resultId })).toEqual({ cancelled: true });
  }
  expect(kinds.at(-1)).toBe('cancelled');
  expect(await host.rpc.cells.cancel({ resultId })).toEqual({ cancelled: false });
});

test('parameters are bound, never spliced', async () => {
  const name = `'); drop table gold_numbers; --`;
  const events = await runCell(host.rpc, 'select :name as name, typeof(:big) as kind, :flag + 1 as two', {
    params: { name, big: 9007199254740993n, flag: true },
  });
  const resultId = resultIdOf(events);
  expect((await host.rpc.results.value({ resultId, row: 0, column: 0 })).text).toBe(name);
  expect((await host.rpc.results.value({ resultId, row: 0, column: 1 })).text).toBe('integer');
  expect((await host.rpc.results.value({ resultId, row: 0, column: 2 })).text).toBe('2');
  expect(lastOf(await runCell(host.rpc, 'select :missing'))).toMatchObject({
    kind: 'failed',
    code: 'bad_input',
    message: ':missing has no value',
  });
});

test('another cell’s stored result is read by its name, without running it again', async () => {
  const first = resultIdOf(
    await runCell(host.rpc, 'select track_id, count(*) as plays, random() as r from gold_numbers group by 1'),
  );
  const reference = { name: 'by_track', resultId: first };
  const second = await runCell(host.rpc, 'select count(*) as n, sum(plays) as plays, min(r) as r from {{by_track}}', {
    references: [reference],
  });
  const resultId = resultIdOf(second);
  expect((await host.rpc.results.value({ resultId, row: 0, column: 1 })).text).toBe(String(ROWS));
  const { min } = (await host.rpc.results.statistics({ resultId: first, columns: [2] }))[0]!;
  expect((await host.rpc.results.value({ resultId, row: 0, column: 2 })).text).toBe(String(min));
});

test('every export holds every row', async () => {
  const sql = `select play_id, title, share, genre, '=1+1' as formula, 9007199254740993 as big from gold_numbers`;
  const resultId = resultIdOf(await runCell(host.rpc, sql));
  const files = new Map<string, Buffer>();
  for (const format of EXPORT_FORMATS) {
    const path = join(host.folder, `out.${format}`);
    for await (const event of await host.rpc.host.exportResult({ resultId, format, path })) {
      if (event.kind === 'done') files.set(format, readFileSync(path));
    }
    const streamed = await host.fetch(resultExportUrl(resultId, { format }));
    const bytes = Buffer.from(await streamed.arrayBuffer());
    if (format !== 'xlsx') expect(bytes.equals(files.get(format)!), format).toBe(true);
  }
  const csv = files.get('csv')!.toString().trimEnd().split('\r\n');
  expect(csv).toHaveLength(ROWS + 1);
  expect(csv[2]).toBe(`2,track title 2,0.2857142857142857,genre 2,'=1+1,9007199254740993`);
  expect(files.get('jsonl')!.toString().trimEnd().split('\n')).toHaveLength(ROWS);
  const arrow = tableFromIPC(files.get('arrow')!);
  expect([arrow.numRows, arrow.getChild('big')!.get(0)]).toEqual([ROWS, 9007199254740993n]);
  const parquet = files.get('parquet')!;
  const rows = await parquetReadObjects({
    file: parquet.buffer.slice(parquet.byteOffset, parquet.byteOffset + parquet.length) as ArrayBuffer,
  });
  expect(rows).toHaveLength(ROWS);
  expect(rows[1]).toMatchObject({ play_id: 2n, title: 'track title 2', formula: '=1+1', big: 9007199254740993n });
  expect(files.get('xlsx')!.subarray(0, 2).toString()).toBe('PK');
});

test.each(EXPORT_FORMATS)(
  '%s holds the columns that were chosen, in their order, of the rows of a view',
  async format => {
    const resultId = resultIdOf(await runCell(host.rpc, 'select play_id, title, genre from gold_numbers limit 500'));
    const { view } = await host.rpc.results.view({
      resultId,
      sort: [{ column: 0, descending: true }],
      filters: [{ op: '<=', column: 0, value: 40 }],
    });
    const columns = [2, 0];
    const response = await host.fetch(resultExportUrl(resultId, { format, view, columns }));
    const bytes = Buffer.from(await response.arrayBuffer());
    const expected = Array.from({ length: 40 }, (_, index) => [`genre ${(40 - index) % 20}`, String(40 - index)]);
    expect(await tableOf(format, bytes)).toEqual([['genre', 'play_id'], ...expected]);
    const path = join(host.folder, `chosen.${format}`);
    for await (const event of await host.rpc.host.exportResult({ resultId, format, view, columns, path })) void event;
    expect(await tableOf(format, readFileSync(path))).toEqual([['genre', 'play_id'], ...expected]);
    expect((await host.fetch(resultExportUrl(resultId, { format, columns: [3] }))).status).toBe(400);
  },
);

/** A file's header and rows, everything as text. */
async function tableOf(format: (typeof EXPORT_FORMATS)[number], bytes: Buffer): Promise<string[][]> {
  const asTable = (rows: Record<string, unknown>[]) => [
    Object.keys(rows[0] ?? {}),
    ...rows.map(row => Object.values(row).map(String)),
  ];
  const lines: string[][] = [];
  switch (format) {
    case 'csv':
      return bytes
        .toString()
        .trimEnd()
        .split('\r\n')
        .map(line => line.split(','));
    case 'jsonl':
      return asTable(
        bytes
          .toString()
          .trimEnd()
          .split('\n')
          .map(line => JSON.parse(line) as Record<string, unknown>),
      );
    case 'arrow':
      return asTable(tableFromIPC(new Uint8Array(bytes)).toArray() as Record<string, unknown>[]);
    case 'parquet':
      return asTable(
        await parquetReadObjects({
          file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
        }),
      );
    case 'xlsx':
      for await (const row of streamXlsxRows(bytes)) lines.push(row.values.map(String));
      return lines;
  }
}

test('a view tells how far it is, and what it is in the end', async () => {
  const resultId = resultIdOf(await runCell(host.rpc, SHUFFLED));
  const events = [];
  for await (const event of await host.rpc.results.viewSteps({ resultId, sort: [{ column: 1 }] })) events.push(event);
  const made = events.pop();
  expect(made).toMatchObject({ kind: 'made', rows: 600_000 });
  expect(events.length).toBeGreaterThan(0);
  const shares = events.map(event => (event.kind === 'working' && event.step === 'sorting' ? event.share : 0));
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(await host.rpc.results.view({ resultId, sort: [{ column: 1 }] })).toMatchObject({ rows: 600_000 });
});

const SHUFFLED = `with recursive n (i) as (select 1 union all select i + 1 from n where i < 600000)
  select i, 'title ' || (i * 7919 % 600011) as title from n`;

test('statistics, aggregates, search and profile agree with SQL', async () => {
  const resultId = resultIdOf(await runCell(host.rpc, 'select * from gold_numbers'));
  const [share, genre] = await host.rpc.results.statistics({ resultId, columns: [4, 5] });
  expect(share).toMatchObject({ kind: 'real', nulls: ROWS / 10, distinct: ROWS * 0.9, min: 1 / 7 });
  expect(genre).toMatchObject({ kind: 'text', distinct: 20, nulls: 0, lengths: { min: 7, max: 8 } });
  expect(await host.rpc.results.aggregate({ resultId, columns: [0, 1], from: 0, to: 4 })).toMatchObject({
    cells: 8,
    numbers: 8,
    sum: 20,
    average: 2.5,
  });
  expect(await host.rpc.results.find({ resultId, text: 'TITLE 777' })).toEqual({ row: 776, column: 6 });
  const profile = await host.rpc.cells.profile({ relation: 'gold_numbers', columns: ['genre'], sampleRows: 1000 });
  expect(profile).toMatchObject({
    sampledRows: 1000,
    sampled: true,
    timedOut: false,
    columns: [{ name: 'genre', distinct: 20 }],
  });
  const hasty = await host.rpc.cells.profile({ relation: 'gold_numbers', milliseconds: 50, sampleRows: 10_000_000 });
  expect(hasty.columns.map(column => column.name)).toContain('title');
  expect(
    hasty.columns.filter(column => column.rows === 0),
    'no column is left out',
  ).toEqual([]);
  const preview = await host.rpc.cells.preview({ relation: 'gold_numbers', limit: 5 });
  expect(preview.rows).toBe(5);
});

test('a plan says what it scans, and what it sorts', async () => {
  const { plan } = await host.rpc.cells.explain({
    sql: 'select title from gold_numbers where track_id = :id order by title',
  });
  expect(plan[0]).toMatchObject({ fullScan: false, relation: 'gold_numbers' });
  expect(plan[1]).toMatchObject({ materialises: true });
  const scan = await host.rpc.cells.explain({ sql: 'select count(*) from gold_numbers where score > 1' });
  expect(scan.plan[0]).toMatchObject({ fullScan: true, index: ['score'], rows: null });
  const joined = await host.rpc.cells.explain({
    sql: `with few (g) as (values ('genre 1')) select * from few join gold_numbers as n on n.genre = few.g where n.score > 3`,
  });
  const [scanned] = joined.plan
    .flatMap(node => [node, ...node.children])
    .filter(node => node.relation === 'gold_numbers');
  expect(scanned).toMatchObject({ fullScan: true, index: ['genre', 'score'] });
  const covered = await host.rpc.cells.explain({ sql: 'select * from gold_numbers where track_id + 0 = 3' });
  expect(covered.plan[0]).toMatchObject({ fullScan: true, index: null });
});

test('completion knows relations, columns and functions', async () => {
  const { relations, functions } = await host.rpc.cells.schema();
  expect(relations.find(relation => relation.name === 'gold_numbers')!.columns.map(column => column.name)).toContain(
    'track_id',
  );
  expect(functions.map(each => each.name)).toEqual(
    expect.arrayContaining(['sum', 'json_each', 'row_number', 'printf']),
  );
});

test('a cell process that dies by itself leaves the next cell untouched', async () => {
  const pids = (await host.rpc.host.info()).processes
    .filter(each => each.name.startsWith('cell'))
    .map(each => each.pid!);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  await until(() => pids.every(pid => !isAlive(pid)));
  expect(lastOf(await runCell(host.rpc, 'select 1'))).toMatchObject({ kind: 'completed' });
});
