import { cancelled } from '../../shared/errors.ts';
import type { LogLevel } from '../../shared/domain/jobs.ts';
import type { Progress } from '../../shared/domain/progress.ts';

/** What long work is given: a place to report to, a way to learn that nobody wants it any more, and the world. */
export interface JobContext {
  /** Cheap; call it every few thousand rows. The receiver throttles. */
  progress(progress: Progress): void;
  log(level: LogLevel, message: string): void;
  readonly cancel: CancelToken;
  /** The clock, so that tests can hold it still. */
  now(): Date;
  readonly runId: string;
}

/** What the ledger needs to know of the work that writes into it. */
export type LoadContext = Pick<JobContext, 'now' | 'runId'>;

/** Readable from inside a synchronous loop, unlike an AbortSignal that waits for the event loop. */
export interface CancelToken {
  readonly requested: boolean;
  throwIfRequested(): void;
}

/** A token over one shared 32-bit word, so that another thread can set it. */
export function cancelToken(
  word: Int32Array = new Int32Array(new SharedArrayBuffer(4)),
): CancelToken & { request(): void } {
  return {
    get requested() {
      return Atomics.load(word, 0) !== 0;
    },
    request() {
      Atomics.store(word, 0, 1);
    },
    throwIfRequested() {
      if (Atomics.load(word, 0) !== 0) throw cancelled();
    },
  };
}

/** A context that reports to nobody: for tests and small calls. */
export function quietContext(overrides: Partial<JobContext> = {}): JobContext {
  return {
    progress: () => {},
    log: () => {},
    cancel: cancelToken(),
    now: () => new Date(),
    runId: 'run-quiet',
    ...overrides,
  };
}
