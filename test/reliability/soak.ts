import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { resultExportUrl } from '../../src/shared/rpc/results.ts';
import { memoryOfTrees } from '../support/memory.ts';
import { lastOf, resultIdOf, runCell, until, type TestHost } from '../support/host.ts';
import { writeEvents } from './import/kills.ts';

export interface Soak {
  rounds: number;
  /** Of the worker and the cell processes, at the end of each round. */
  megabytes: number[];
  /** By least squares over the second half: the first warms up. */
  megabytesPerMinute: number;
}

/** Imports, asks, exports and kills, round after round, until the time is up. */
export async function soak(host: TestHost, minutes: number): Promise<Soak> {
  const samples: { minute: number; megabytes: number }[] = [];
  const began = performance.now();
  const elapsed = (): number => (performance.now() - began) / 60_000;
  for (let round = 0; elapsed() < minutes; round += 1) {
    await importOne(host, round);
    const events = await runCell(host.rpc, 'select * from bronze_fact_listening_events limit 5000');
    if (lastOf(events).kind !== 'completed') throw new Error(JSON.stringify(lastOf(events)));
    await (await host.fetch(resultExportUrl(resultIdOf(events), { format: 'csv' }))).arrayBuffer();
    if (round % 5 === 4) killACell(host);
    samples.push({ minute: elapsed(), megabytes: bytesOf(host) / 1e6 });
    await sleep(50);
  }
  const later = samples.slice(samples.length >> 1);
  return {
    rounds: samples.length,
    megabytes: samples.map(({ megabytes }) => megabytes),
    megabytesPerMinute: slope(later.map(({ minute, megabytes }) => [minute, megabytes])),
  };
}

async function importOne(host: TestHost, round: number): Promise<void> {
  const path = join(host.folder, `fact_listening_events_${round}.csv`);
  writeEvents(path, 70_000 + round); // every file another
  const started = await host.rpc.imports.start({ paths: [path] });
  await until(async () => {
    const jobs = await Promise.all(started.jobs.map(({ jobId }) => host.rpc.jobs.get({ jobId })));
    return jobs.every(({ state }) => state === 'succeeded' || state === 'failed');
  }, 60_000);
}

function killACell(host: TestHost): void {
  const [child] = host.children.cells.reports();
  if (child?.pid != null) process.kill(child.pid, 'SIGKILL');
}

const bytesOf = (host: TestHost): number =>
  memoryOfTrees(host.children.reports().flatMap(({ pid }) => (pid === null ? [] : [pid]))).rss +
  process.memoryUsage().rss;

/** Least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (of: number[]): number => of.reduce((sum, each) => sum + each, 0) / of.length;
  const x = mean(points.map(point => point[0]));
  const y = mean(points.map(point => point[1]));
  const over = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return over === 0 ? 0 : points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / over;
}
