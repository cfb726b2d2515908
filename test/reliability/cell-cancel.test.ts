import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { lastOf, runCell, startTestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { cancelCells } from './cancel-cells.ts';

test('hostile statements end when they are cancelled, and the next cell is fine', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const host = await startTestHost({ prepare: path => makeNumbersLake(path, 20_000) });
  try {
    const { cancelled, gone } = await cancelCells(host, 6, seeded(seed));
    expect(cancelled, `seed ${seed}`).toBe(6);
    expect(Math.max(...gone), `seed ${seed}`).toBeLessThan(2000); // the long run holds the bound
  } finally {
    await host.close();
  }
});

test('control: nobody cancels, and the same statement goes on to its ceiling', async () => {
  const host = await startTestHost({ prepare: path => makeNumbersLake(path, 100) });
  try {
    const sql = 'with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n';
    const end = lastOf(await runCell(host.rpc, sql, { limits: { milliseconds: 1200 } }));
    expect(end).toMatchObject({ kind: 'failed', limit: 'time' });
  } finally {
    await host.close();
  }
});
