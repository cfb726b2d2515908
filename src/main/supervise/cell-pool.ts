import { TracklakeError } from '../../shared/errors.ts';
import { breaker, type BreakerOptions } from './breaker.ts';
import { startChild, type RunningChild, type StartOptions } from './child-process.ts';
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

export interface CellPoolOptions extends Omit<StartOptions, 'name' | 'onExit' | 'onMessage'> {
  /** Processes at once, busy ones included; more calls wait. */
  most?: number;
  breakerOptions?: BreakerOptions;
  onChange?: () => void;
}

/** Idle processes beyond the one in reserve are let go after this long. */
const IDLE_MS = 5_000;
const KEEPS_ENDING = 'cell processes keep ending; try again in half a minute';

export function cellPool({
  most = 8,
  onChange = () => {},
  breakerOptions = { deaths: 20 },
  ...options
}: CellPoolOptions): CellPool {
  const idle: RunningChild[] = [];
  const busy = new Set<RunningChild>();
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
    if (stopped) return;
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
    for (const child of idle.slice(0, -1)) if (performance.now() - child.startedAt > IDLE_MS) child.kill();
  }

  const answering = (): RunningChild | undefined =>
    [...idle.toReversed(), ...busy].find(child => child.alive && !child.ending);

  function startIdle(): RunningChild {
    if (stopped) throw new TracklakeError('internal', 'the host is closing');
    if (circuit.open) throw new TracklakeError('internal', KEEPS_ENDING);
    const child = start();
    idle.push(child);
    return child;
  }

  async function take(): Promise<Lease> {
    while (idle.length === 0 && busy.size >= most) await new Promise<void>(resolve => waiting.push(resolve));
    if (circuit.open) throw new TracklakeError('internal', KEEPS_ENDING);
    const child = idle.pop() ?? start();
    busy.add(child);
    await child.ready;
    keepReserve();
    return {
      child,
      release() {
        if (child.ending) return; // its death will be noticed
        if (!busy.delete(child) || !child.alive) return;
        idle.push(child);
        waiting.shift()?.();
      },
      kill() {
        busy.delete(child);
        child.kill();
      },
    };
  }

  keepReserve();
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
      for (const child of [...idle, ...busy]) child.kill();
    },
  };
}
