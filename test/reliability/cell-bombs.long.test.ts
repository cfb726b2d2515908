import { expect, test } from 'vitest';
import { BOMBS } from '../cell/bombs.ts';
import { lastOf, runCell, startTestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';

const DEADLINE_MS = 2000;
const MOST_RSS = 1.2e9;

test('100 bombs: each stopped within its deadline and half a second, the next cell fine, the host never blocked', async () => {
  const host = await startTestHost({ prepare: path => makeNumbersLake(path, 100_000) });
  const late: string[] = [];
  const pings: number[] = [];
  let highest = 0;
  let pinging = true;
  const watching = (async () => {
    while (pinging) {
      const began = performance.now();
      const { processes } = await host.rpc.host.info();
      pings.push(performance.now() - began);
      highest = Math.max(highest, ...processes.map(each => each.rssBytes));
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })();
  try {
    await runCell(host.rpc, 'select 1'); // the host itself is starting until then
    for (let i = 0; i < 100; i += 1) {
      const { about, sql } = BOMBS[i % BOMBS.length]!;
      const began = performance.now();
      const end = lastOf(await runCell(host.rpc, sql, { limits: { milliseconds: DEADLINE_MS } }));
      const took = performance.now() - began;
      expect(end, about).toMatchObject({ kind: 'failed', code: 'limit' });
      if (took > DEADLINE_MS + 500) late.push(`${about}: ${Math.round(took)} ms`);
      expect(lastOf(await runCell(host.rpc, 'select 1')), about).toMatchObject({ kind: 'completed' });
    }
  } finally {
    pinging = false;
    await watching;
    await host.close();
  }
  const p99 = pings.toSorted((a, b) => a - b)[Math.floor(pings.length * 0.99)]!;
  process.stdout.write(
    `100 bombs: ${late.length} late, highest RSS ${Math.round(highest / 1e6)} MB, host answers p99 ${Math.round(p99)} ms\n`,
  );
  expect(late).toEqual([]);
  expect(highest).toBeLessThanOrEqual(MOST_RSS);
  expect(p99).toBeLessThanOrEqual(100);
});
