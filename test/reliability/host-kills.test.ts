import { expect, test } from 'vitest';
import { breaker } from '../../src/main/supervise/breaker.ts';
import { seeded } from '../cell/statements.ts';
import { startTestHost, until } from '../support/host.ts';
import { makeNumbersLake } from '../support/numbers-lake.ts';
import { killChildren } from './kill-children.ts';

test('10 kills of children: each is replaced, and no answer is wrong', async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const host = await startTestHost({
    prepare: path => makeNumbersLake(path, 1000),
    breakerOptions: { deaths: 10_000 }, // the kills are meant to look like a loop
  });
  try {
    const { kills, wrong } = await killChildren(host, 10, seeded(seed));
    expect(wrong, `seed ${seed}`).toEqual([]);
    expect(kills).toBe(10);
  } finally {
    await host.close();
  }
});

test('a child that dies in a loop is left alone after a while, and the host says so', async () => {
  const host = await startTestHost({
    entries: { worker: `${import.meta.dirname}/dies-at-once.mjs`, cell: `${import.meta.dirname}/dies-at-once.mjs` },
    log: () => {},
  });
  try {
    await until(() => host.children.worker.report().state === 'broken', 20_000);
    await expect(host.rpc.lake.status()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringMatching(/keeps ending/) as string,
    });
    expect((await host.rpc.host.info()).processes.find(each => each.name === 'worker')).toMatchObject({
      state: 'broken',
    });
  } finally {
    await host.close();
  }
});

test('control: deaths now and then do not open the circuit', () => {
  let at = 0;
  const circuit = breaker({ deaths: 5, windowMs: 10_000, pauseMs: 30_000, now: () => at });
  for (let i = 0; i < 100; i += 1) {
    at += 2600;
    expect(circuit.died()).toBe(0);
  }
  expect(circuit.died()).toBe(30_000);
  expect(circuit.open).toBe(true);
  at += 30_001;
  expect(circuit.open).toBe(false);
});
