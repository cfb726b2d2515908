import { tableFromIPC } from 'apache-arrow';

import { DatabaseSync } from 'node:sqlite';
import { resultWindowUrl } from '../../src/shared/rpc/results.ts';
import { isAlive, resultIdOf, runCell, startTestHost, until, type TestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

/** From SQLite to Arrow through the whole host, beside a bare scan by node:sqlite of the same rows. */
const rows = process.argv.includes('--small') ? 100_000 : 1_000_000;
const host = await startTestHost({ prepare: path => makeNumbersLake(path, rows) });
const lines: { what: string; found: string; bound: string; met: boolean }[] = [];
const note = (what: string, found: string, bound: string, met: boolean): void =>
  void lines.push({ what, found, bound, met });

try {
  await runCell(host.rpc, 'select 1');
  await scan(host);
  await firstRows(host);
  await cancelling(host);
  await views(host);
} finally {
  await host.close();
}
console.table(lines);
process.exitCode = lines.every(line => line.met) ? 0 : 1;

async function scan({ rpc, lakePath }: TestHost): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 3; i += 1) times.push(await timed(() => runCell(rpc, 'select * from gold_numbers')));
  const best = Math.min(...times);
  const db = new DatabaseSync(lakePath, { readOnly: true });
  const bare = await timed(() => {
    const statement = db.prepare('select * from gold_numbers');
    statement.setReturnArrays(true);
    let count = 0;
    for (const row of statement.iterate()) count += row.length === 0 ? 0 : 1;
    return Promise.resolve(count);
  });
  db.close();
  const rate = rows / best / 1000;
  const detail = `${rate.toFixed(2)} M rows/s, ${(bare / best).toFixed(2)} × node:sqlite iterate without storing`;
  note(`${rows} rows × 8 columns into a stored result`, detail, '≥ 1 M rows/s', rate >= 1);
}

async function firstRows({ rpc, fetch }: TestHost): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 15; i += 1) {
    const began = performance.now();
    let resultId = '';
    const sql = `select * from gold_numbers where track_id = ${i} limit 100`;
    for await (const event of await rpc.cells.start({ cellId: 'first', sql })) {
      if (event.kind === 'started') resultId = event.resultId;
      if (event.kind !== 'batch') continue;
      const window = await fetch(resultWindowUrl(resultId, { from: 0, rows: 100 }));
      tableFromIPC(new Uint8Array(await window.arrayBuffer()));
      times.push(performance.now() - began);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  const median = times.toSorted((a, b) => a - b)[times.length >> 1]!;
  note(
    'first 100 rows of an indexed query, as Arrow',
    `${median.toFixed(0)} ms (median of ${times.length})`,
    '≤ 150 ms',
    median <= 150,
  );
}

async function cancelling({ rpc, children }: TestHost): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    const abort = new AbortController();
    const sql = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n';
    const events = (await rpc.cells.start({ cellId: 'c', sql }, { signal: abort.signal }))[Symbol.asyncIterator]();
    await events.next();
    const pids = [...children.running.values()].map(child => child.child.pid!);
    abort.abort();
    await events.next().catch(() => {});
    times.push(await until(() => pids.every(pid => !isAlive(pid))));
  }
  const worst = Math.max(...times);
  note('abort until the process is gone', `${worst.toFixed(0)} ms (worst of 10)`, '≤ 500 ms', worst <= 500);
}

async function views({ rpc }: TestHost): Promise<void> {
  const resultId = resultIdOf(await runCell(rpc, 'select * from gold_numbers'));
  for (const [about, column] of [
    ['numbers', 3],
    ['text', 6],
  ] as const) {
    const { milliseconds } = await rpc.results.view({ resultId, sort: [{ column, descending: true }] });
    const bound = (3000 * rows) / 10_000_000 + 400;
    note(`sort ${rows} rows by ${about}`, `${milliseconds} ms`, `≤ ${bound} ms (3 s for 10 M)`, milliseconds <= bound);
  }
  const began = performance.now();
  const window = await host.fetch(resultWindowUrl(resultId, { from: rows - 100, rows: 100 }));
  await window.arrayBuffer();
  const jump = performance.now() - began;
  note('jump to the last rows', `${jump.toFixed(0)} ms`, '≤ 100 ms', jump <= 100);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
