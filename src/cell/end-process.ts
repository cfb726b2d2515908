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

/** Called after every answer. */
export function endIfAsked(): void {
  if (asked) endNow();
}

export const endNow = (): void => void process.kill(process.pid, 'SIGKILL');
