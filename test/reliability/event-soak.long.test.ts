import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { rssOf } from '../../src/main/rss.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { playOf } from './kill-events.ts';

/** SOAK_MINUTES=60 for an hour of it. Threads collect their garbage every few minutes: shorter runs see a slope that is none. */
const MINUTES = Number(process.env['SOAK_MINUTES'] ?? 12);
const EVENTS_A_SECOND = 1000;
const MB = 1024 ** 2;

interface Soaked {
  /** How fast the worker's memory grows, by the smallest of the second and of the last third. */
  megabytesAMinute: number;
  /** The most that the log and SQLite's write-ahead log took on the disk, looked at every second. */
  logMegabytes: number;
  walMegabytes: number;
  events: number;
  behind: number;
}

test(`${MINUTES} minutes of live events: memory stays level, and the log and the WAL are emptied`, async () => {
  const soaked = await soak(join(import.meta.dirname, '../../src/worker/index.ts'), MINUTES);
  console.log(soaked);
  expect(soaked.megabytesAMinute).toBeLessThanOrEqual(1);
  expect(soaked.logMegabytes).toBeLessThanOrEqual(48);
  expect(soaked.walMegabytes).toBeLessThanOrEqual(64);
  expect(soaked.behind).toBe(0);
});

test('control: a worker that keeps what it has written is seen to grow', async () => {
  const { megabytesAMinute } = await soak(join(import.meta.dirname, 'leaky-worker.mjs'), MINUTES / 2);
  expect(megabytesAMinute).toBeGreaterThan(5);
});

async function soak(worker: string, minutes: number): Promise<Soaked> {
  const cell = join(import.meta.dirname, '../../src/cell/index.ts');
  const host = await startTestHost({ log: () => {}, entries: { worker, cell } });
  try {
    const samples: number[] = [];
    const most = { log: 0, wal: 0 };
    let events = 0;
    const end = performance.now() + minutes * 60_000;
    for (let due = performance.now(); due < end; due += 1000) {
      await sleep(Math.max(0, due - performance.now()));
      const from = events;
      events += EVENTS_A_SECOND;
      for (let n = from; n < events; n += 100)
        await host.rpc.events.take({ events: Array.from({ length: 100 }, (_, each) => playOf(n + each)) });
      samples.push(rssOf(host.children.worker.report().pid) / MB);
      most.log = Math.max(most.log, logBytes(host));
      most.wal = Math.max(most.wal, sizeOf(`${host.lakePath}-wal`));
    }
    await sleep(5000);
    const third = Math.floor(samples.length / 3);
    const grown = Math.min(...samples.slice(2 * third)) - Math.min(...samples.slice(third, 2 * third));
    return {
      megabytesAMinute: grown / (minutes / 3),
      logMegabytes: most.log / MB,
      walMegabytes: most.wal / MB,
      events,
      behind: (await host.rpc.events.lag()).behind,
    };
  } finally {
    await host.close();
  }
}

const logBytes = ({ lakePath }: TestHost): number =>
  readdirSync(`${lakePath}-events`).reduce((sum, file) => sum + sizeOf(join(`${lakePath}-events`, file)), 0);

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);
