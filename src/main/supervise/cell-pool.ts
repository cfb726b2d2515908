import { TracklakeError } from '../../shared/errors.ts';
import { breaker, type BreakerOptions } from './breaker.ts';
import { startChild, type RunningChild, type StartOptions } from './child-process.ts';
import { rssOf } from '../rss.ts';
import type { ChildReport } from './supervised.ts';

/** One cell process, taken by one call. */
export interface Lease {
  readonly child: RunningChild;
  /** Gives the process back for the next call. */
  release(): void;
  /** Kills it: the only way to stop a statement. */
  kill(): void;
}

/** Cell processes: each busy with at most one call, and one idle in reserve. */
export interface CellPool {
  take(): Promise<Lease>;
  /** Any process that answers, busy or not: for reading stored results, which never waits for SQLite. */
  any(): Promise<RunningChild>;
  reports(): ChildReport[];
  stop(): void;
}

export interface CellPoolOptions extends Omit<StartOptions, 'name' | 'onExit'> {
  /** Processes at once, busy ones included; more calls wait. */
  most?: number;
  /** When the first process in reserve is started, so that it takes no time from what is opened first. */
  reserveAfterMs?: number;
  breakerOptions?: BreakerOptions;
  onChange?: () => void;
}

/** Idle processes beyond the one in reserve are let go after this long. */
const IDLE_MS = 5_000;
/** What a large result left in the process in reserve is given back by taking a fresh one. */
const MOST_RESERVE_BYTES = 160e6;
/** After so long nobody is at work: what any work left is given back too. A fresh process holds 61 MB, a used one 90. */
const REST_MS = 60_000;
const MOST_RESTING_BYTES = 75e6;
/** The next process in reserve is started when what took the last one has got going. */
const NEXT_RESERVE_MS = 300;
const LEAVING_MS = 2_000;
/** A call is not told of so many processes in a row that died as they started. */
const MOST_FALSE_STARTS = 2;
const KEEPS_ENDING = 'cell processes keep ending; try again in half a minute';

export function cellPool({
  most = 8,
  reserveAfterMs = 0,
  onChange = () => {},
  breakerOptions = { deaths: 20 },
  ...options
}: CellPoolOptions): CellPool {
  const idle: RunningChild[] = [];
  const idleSince = new WeakMap<RunningChild, number>();
  const busy = new Set<RunningChild>();
  const leaving = new Set<RunningChild>();
  const waiting: (() => void)[] = [];
  const circuit = breaker(breakerOptions);
  let number = 0;
  let stopped = false;
  const tidy = setInterval(letGo, IDLE_MS);
  tidy.unref();

  function start(): RunningChild {
    number += 1;
    const child: RunningChild = startChild({ ...options, name: `cell ${number}`, onExit: () => died(child) });
    onChange();
    return child;
  }

  function died(child: RunningChild): void {
    forget(child);
    if (leaving.delete(child) || stopped) return;
    if (performance.now() - child.startedAt < 1000) circuit.died();
    keepReserve();
    onChange();
  }

  function forget(child: RunningChild): void {
    busy.delete(child);
    const at = idle.indexOf(child);
    if (at >= 0) idle.splice(at, 1);
    waiting.shift()?.();
  }

  function keepReserve(): void {
    if (!stopped && !circuit.open && idle.length === 0 && busy.size < most) startIdle();
  }

  function letGo(): void {
    const reserve = idle.at(-1);
    for (const child of [...idle]) {
      const idleMs = performance.now() - (idleSince.get(child) ?? 0);
      if (idleMs < IDLE_MS) continue;
      const most = idleMs < REST_MS ? MOST_RESERVE_BYTES : MOST_RESTING_BYTES;
      if (child !== reserve || rssOf(child.child.pid) > most) retire(child);
    }
    keepReserve();
  }

  /** Nothing new is asked of it; what is being read from it has a while to end. */
  function retire(child: RunningChild): void {
    forget(child);
    leaving.add(child);
    setTimeout(() => child.kill(), LEAVING_MS).unref();
  }

  const answering = (): RunningChild | undefined =>
    [...idle.toReversed(), ...busy].find(child => child.alive && !child.ending);

  function startIdle(): RunningChild {
    if (stopped) throw new TracklakeError('internal', 'the host is closing');
    if (circuit.open) throw new TracklakeError('internal', KEEPS_ENDING);
    const child = start();
    waitForWork(child);
    return child;
  }

  function waitForWork(child: RunningChild): void {
    idle.push(child);
    idleSince.set(child, performance.now());
  }

  /** A process that died before it was ready ran nothing: the next one is taken. */
  async function takeReady(falseStarts: number): Promise<RunningChild> {
    while (idle.length === 0 && busy.size >= most) await new Promise<void>(resolve => waiting.push(resolve));
    if (circuit.open) throw new TracklakeError('internal', KEEPS_ENDING);
    const child = idle.pop() ?? start();
    busy.add(child);
    try {
      await child.ready;
      return child;
    } catch (error) {
      if (stopped || falseStarts === 0) throw error;
      return takeReady(falseStarts - 1);
    }
  }

  async function take(): Promise<Lease> {
    const child = await takeReady(MOST_FALSE_STARTS);
    setTimeout(keepReserve, NEXT_RESERVE_MS).unref();
    return {
      child,
      release() {
        if (child.ending) return; // its death will be noticed
        if (!busy.delete(child) || !child.alive) return;
        waitForWork(child);
        waiting.shift()?.();
      },
      kill() {
        busy.delete(child);
        child.kill();
      },
    };
  }

  setTimeout(keepReserve, reserveAfterMs).unref();
  return {
    take,
    async any() {
      for (;;) {
        const child = answering() ?? startIdle();
        const ready = await child.ready.then(
          () => child.alive,
          () => false,
        );
        if (ready) return child;
      }
    },
    reports: () =>
      [...idle, ...busy].map(child => ({
        name: child.name,
        pid: child.child.pid,
        state: 'ready' as const,
        restarts: 0,
      })),
    stop() {
      stopped = true;
      clearInterval(tidy);
      for (const child of [...idle, ...busy, ...leaving]) child.kill();
    },
  };
}
