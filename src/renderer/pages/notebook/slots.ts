/** A browser has six connections to its origin, and events take two: statements run three at a time. */
const MOST_RUNNING = 3;

let running = 0;
const waiting: (() => void)[] = [];

/** Runs `work` when a connection is free. An abort while it waits ends the wait. */
export async function inSlot<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  await free(signal);
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

async function free(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (running >= MOST_RUNNING) {
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(signal.reason as Error);
      };
      waiting.push(go);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
  running += 1;
}
