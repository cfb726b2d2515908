import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { startTestHost } from '../support/host.ts';
import { judgeEvents, judgeRows, killUnderLoad } from './kill-events.ts';

const breakerOptions = { deaths: 10_000 }; // the kills are meant to look like a loop

test('3 kills under load: every acknowledged event is there, once', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const host = await startTestHost({ breakerOptions, log: () => {} });
  try {
    const { kills, acknowledged, sentAgain } = await killUnderLoad(host, 3, seeded(seed));
    expect({ kills, ...(await judgeEvents(host, acknowledged)) }, `seed ${seed}`).toEqual({
      kills: 3,
      lost: 0,
      doubled: 0,
    });
    expect(acknowledged.size).toBeGreaterThan(100);
    expect(sentAgain).toBeGreaterThan(0);
  } finally {
    await host.close();
  }
});

test('control: a worker that acknowledges before it writes is found out', async () => {
  const host = await startTestHost({
    breakerOptions,
    log: () => {},
    entries: {
      worker: join(import.meta.dirname, 'forgetful-worker.mjs'),
      cell: join(import.meta.dirname, '../../src/cell/index.ts'),
    },
  });
  try {
    const { acknowledged } = await killUnderLoad(host, 2, seeded(1));
    expect((await judgeEvents(host, acknowledged)).lost).toBeGreaterThan(0);
  } finally {
    await host.close();
  }
});

test('control: an event that is there twice is seen', () => {
  expect(judgeRows([1, 2, 2, 3], new Set([1, 2, 4]))).toEqual({ lost: 1, doubled: 1 });
});
