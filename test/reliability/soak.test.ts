import { expect, test } from 'vitest';
import { startTestHost } from '../support/host.ts';
import { slope, soak } from './soak.ts';

/** RELIABILITY row 15 in short; `soak.long.test.ts` goes on for `MINUTES`, thirty without it. */
test('rounds of import, query, export and kill go on', async () => {
  const host = await startTestHost();
  try {
    const { rounds } = await soak(host, 0.1);
    expect(rounds).toBeGreaterThan(0);
  } finally {
    await host.close();
  }
});

test('control: memory that grows is a slope, memory that swings is none', () => {
  const minutes = Array.from({ length: 60 }, (_, n) => n / 2);
  expect(slope(minutes.map(minute => [minute, 300 + 2 * minute + Math.sin(minute * 9) * 20]))).toBeGreaterThan(1);
  expect(Math.abs(slope(minutes.map(minute => [minute, 300 + Math.sin(minute * 9) * 20])))).toBeLessThan(1);
});
