import { BOMBS } from '../cell/bombs.ts';
import { isAlive, lastOf, runCell, until, type TestHost } from '../support/host.ts';

export interface CancelReport {
  cancelled: number;
  /** Milliseconds from the cancel until the process that ran the statement is gone. */
  gone: number[];
  /** Milliseconds that the host took to answer meanwhile. */
  answers: number[];
  /** The most that all processes held at once, in bytes. */
  highest: number;
}

/** One huge value is refused at once: there is nothing to cancel. */
const ENDLESS = BOMBS.filter(({ limit }) => !limit.every(each => each === 'value'));

/** Cancels hostile statements one after the other at random moments, as a person does, and runs a small cell after each. */
export async function cancelCells(host: TestHost, count: number, random: () => number): Promise<CancelReport> {
  const report: CancelReport = { cancelled: 0, gone: [], answers: [], highest: 0 };
  const watch = watchHost(host, report);
  try {
    for (let i = 0; i < count; i += 1) {
      const { about, sql } = ENDLESS[i % ENDLESS.length] ?? { about: '', sql: '' };
      report.gone.push(await cancelOne(host, sql, 50 + random() * 400));
      report.cancelled += 1;
      const next = lastOf(await runCell(host.rpc, 'select 1'));
      if (next.kind !== 'completed') throw new Error(`after ${about} the next cell says ${JSON.stringify(next)}`);
    }
  } finally {
    await watch.stop();
  }
  return report;
}

async function cancelOne(host: TestHost, sql: string, afterMs: number): Promise<number> {
  // the cell before may have been heard to end before its process is given back
  await until(() => host.children.running.size === 0);
  const abort = new AbortController();
  const ended = runCell(host.rpc, sql, {}, { signal: abort.signal }).catch(() => []);
  await until(() => host.children.running.size > 0);
  const pids = [...host.children.running.values()].flatMap(({ child }) => (child.pid === null ? [] : [child.pid]));
  await new Promise(resolve => setTimeout(resolve, afterMs));
  abort.abort();
  const milliseconds = await until(() => pids.every(pid => !isAlive(pid)), 10_000);
  await ended;
  return milliseconds;
}

function watchHost({ rpc }: TestHost, report: CancelReport): { stop(): Promise<void> } {
  let watching = true;
  const done = (async () => {
    while (watching) {
      const began = performance.now();
      const { processes } = await rpc.host.info();
      report.answers.push(performance.now() - began);
      report.highest = Math.max(
        report.highest,
        processes.reduce((sum, each) => sum + each.rssBytes, 0),
      );
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  })();
  return {
    stop() {
      watching = false;
      return done;
    },
  };
}
