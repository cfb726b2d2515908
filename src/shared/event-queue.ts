/** A queue between whoever pushes events and the one who reads them as an iterator, until the signal ends it. */
export interface EventQueue<T> {
  push(event: T): void;
  end(): void;
  readonly events: AsyncGenerator<T>;
}

/** With `beat`, an event of its own whenever nothing was pushed for `beatMs`. */
export function eventQueue<T>(signal: AbortSignal | undefined, beatMs?: number, beat?: () => T): EventQueue<T> {
  const waiting: T[] = [];
  let wake: () => void = () => {};
  let ended = false;
  const end = (): void => {
    ended = true;
    wake();
  };
  signal?.addEventListener('abort', end, { once: true });

  async function* read(): AsyncGenerator<T> {
    while (!ended || waiting.length > 0) {
      const next = waiting.shift();
      if (next !== undefined) yield next;
      else if (!(await pushedWithin()) && !ended && beat !== undefined) yield beat();
    }
  }

  /** False when nothing came in time. */
  function pushedWithin(): Promise<boolean> {
    return new Promise(resolve => {
      const timer = beatMs === undefined ? undefined : setTimeout(() => resolve(false), beatMs);
      wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
      if (ended || waiting.length > 0) wake();
    });
  }

  return {
    push(event) {
      waiting.push(event);
      wake();
    },
    end,
    events: read(),
  };
}
