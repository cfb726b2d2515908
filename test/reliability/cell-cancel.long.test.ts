import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { startTestHost } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { cancelCells } from './cancel-cells.ts';

test('100 hostile statements: gone within 500 ms of the cancel, the host never blocked, at most 1.2 GB', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const host = await startTestHost({ prepare: path => makeNumbersLake(path, 100_000) });
  try {
    const { cancelled, gone, answers, highest } = await cancelCells(host, 100, seeded(seed));
    const slowest = Math.max(...gone);
    const p99 = answers.toSorted((a, b) => a - b)[Math.floor(answers.length * 0.99)] ?? 0;
    process.stdout.write(
      `${cancelled} cancelled: slowest ${Math.round(slowest)} ms, host answers p99 ${Math.round(p99)} ms, ${Math.round(highest / 1e6)} MB in sum (seed ${seed})\n`,
    );
    expect(slowest).toBeLessThanOrEqual(500);
    expect(p99).toBeLessThanOrEqual(100);
    expect(highest).toBeLessThanOrEqual(1.2e9);
  } finally {
    await host.close();
  }
});
