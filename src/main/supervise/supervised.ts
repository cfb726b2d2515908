import { TracklakeError } from '../../shared/errors.ts';
import { breaker, type BreakerOptions } from './breaker.ts';
import { startChild, type Address, type RunningChild, type StartOptions } from './child-process.ts';

export type ChildState = 'starting' | 'ready' | 'restarting' | 'stopped' | 'broken';

export interface ChildReport {
  name: string;
  pid: number | null;
  state: ChildState;
  restarts: number;
}

/** A child that is started again whenever it dies. */
export interface Supervised {
  /** Where it answers, as soon as it does. Throws `internal` while the circuit is open, or after `patienceMs`. */
  address(): Promise<Address>;
  report(): ChildReport;
  stop(): void;
}

export interface SupervisedOptions extends Omit<StartOptions, 'onExit'> {
  onChange?: () => void;
  breakerOptions?: BreakerOptions;
  patienceMs?: number;
}

export function supervise(options: SupervisedOptions): Supervised {
  const { name, onChange = () => {}, patienceMs = 30_000 } = options;
  const circuit = breaker(options.breakerOptions);
  let state: ChildState = 'starting';
  let restarts = 0;
  let running: RunningChild = start();

  function start(): RunningChild {
    const child = startChild({ ...options, onExit: died });
    child.ready.then(() => become('ready')).catch(() => {});
    return child;
  }

  function died(): void {
    if (state === 'stopped') return;
    const pause = circuit.died();
    become(pause > 0 ? 'broken' : 'restarting');
    if (pause === 0) restart();
    else setTimeout(restart, pause).unref();
  }

  function restart(): void {
    if (state === 'stopped') return;
    restarts += 1;
    running = start();
    if (state === 'broken') become('restarting');
  }

  function become(next: ChildState): void {
    if (state === 'stopped' || state === next) return;
    state = next;
    onChange();
  }

  return {
    async address() {
      const until = performance.now() + patienceMs;
      for (;;) {
        if (state === 'broken')
          throw new TracklakeError('internal', `the ${name} keeps ending; it is tried again within half a minute`);
        if (state === 'stopped') throw new TracklakeError('internal', `the ${name} was stopped`);
        const child = running;
        await Promise.race([child.ready, sleep(until - performance.now())]).catch(() => sleep(10));
        if (child === running && child.alive && state === 'ready') return child;
        if (performance.now() > until) throw new TracklakeError('internal', `the ${name} does not answer`);
      }
    },
    report: () => ({ name, pid: running.alive ? running.child.pid : null, state, restarts }),
    stop() {
      state = 'stopped';
      running.kill();
    },
  };
}

const sleep = (milliseconds: number): Promise<void> =>
  new Promise(resolve => setTimeout(resolve, Math.max(0, milliseconds)).unref());
