import { tellHost } from './serve.ts';

/** How long the last answer may take to get out at most; on a machine with nothing else to do it takes ten milliseconds. */
const LAST_WORDS_MS = 1000;

let asked = false;

/**
 * This process has to go, because nothing else ends a statement. The host is told first, so that it gives nobody this
 * process any more; the answer that says why gets out before.
 */
export function endSoon(): void {
  if (asked) return;
  asked = true;
  tellHost({ type: 'ending' });
  setTimeout(endNow, LAST_WORDS_MS);
}

let answering = 0;

/** Around every answer: the process goes with the last of those that are under way. */
export async function beforeTheEnd<T>(answer: () => Promise<T>): Promise<T> {
  answering += 1;
  try {
    return await answer();
  } finally {
    answering -= 1;
    if (asked && answering === 0) endNow();
  }
}

export const endNow = (): void => void process.kill(process.pid, 'SIGKILL');
