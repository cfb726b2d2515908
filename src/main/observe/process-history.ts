import { monitorEventLoopDelay } from 'node:perf_hooks';
import { rssOf } from '../rss.ts';
import type { ChildReport } from '../supervise/supervised.ts';

export interface MemorySample {
  /** ISO 8601 in UTC. */
  at: string;
  /** Resident bytes by process: host, worker, cells (all of them). */
  host: number;
  worker: number;
  cells: number;
}

/** Memory of all processes over the last hour, and how late the host's event loop runs. */
export interface ProcessHistory {
  memory(): MemorySample[];
  /** Milliseconds; of the time since the launch. */
  eventLoop(): { p50: number; p99: number; max: number };
  stop(): void;
}

const EVERY_MS = 10_000;
/** The loop is looked at this often: seldom enough that an idle laptop sleeps. */
const LOOK_MS = 100;
const KEPT = 360;

export function processHistory(children: { reports(): ChildReport[] }): ProcessHistory {
  const samples: MemorySample[] = [];
  const delay = monitorEventLoopDelay({ resolution: LOOK_MS });
  delay.enable();
  const timer = setInterval(sample, EVERY_MS);
  timer.unref();
  sample();

  function sample(): void {
    const reports = children.reports();
    const sum = (wanted: (name: string) => boolean): number =>
      reports.reduce((all, { name, pid }) => all + (wanted(name) ? rssOf(pid) : 0), 0);
    samples.push({
      at: new Date().toISOString(),
      host: process.memoryUsage.rss(),
      worker: sum(name => name === 'worker'),
      cells: sum(name => name.startsWith('cell')),
    });
    if (samples.length > KEPT) samples.shift();
  }

  return {
    memory: () => samples,
    eventLoop: () => {
      const late = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - LOOK_MS);
      return { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) };
    },
    stop() {
      clearInterval(timer);
      delay.disable();
    },
  };
}
