import { setFlagsFromString } from 'node:v8';

/**
 * The launcher has a process start without optimising: it holds 12 MB less. From here on it does. A thread is born as its
 * process is then, so call this before a thread starts that has much to do: within the thread it is too late.
 */
export function optimise(): void {
  for (const flag of ['--opt', '--maglev', '--max-semi-space-size=0']) setFlagsFromString(flag);
}

/** Small calls now and then run well without: this begins when this thread has worked for half of a second. */
export function optimiseWhenBusy(): void {
  let before = process.threadCpuUsage();
  const looking = setInterval(() => {
    const { user } = process.threadCpuUsage(before);
    before = process.threadCpuUsage();
    if (user < BUSY_MICROSECONDS) return;
    clearInterval(looking);
    optimise();
  }, 1000).unref();
}

const BUSY_MICROSECONDS = 500_000;
