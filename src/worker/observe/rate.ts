/** Counts what happens, and says how much of it there was by the second over the last minute. */
export interface Rate {
  add(count: number): void;
  perSecond(): number;
}

const WINDOW_SECONDS = 60;

export function rate(nowSeconds: () => number = () => Math.floor(performance.now() / 1000)): Rate {
  const counts = new Float64Array(WINDOW_SECONDS);
  const began = nowSeconds();
  let last = began;

  function turn(): number {
    const now = nowSeconds();
    for (let second = Math.max(last + 1, now - WINDOW_SECONDS + 1); second <= now; second += 1)
      counts[second % WINDOW_SECONDS] = 0;
    last = now;
    return now;
  }

  return {
    add(count) {
      const at = turn() % WINDOW_SECONDS;
      counts[at] = (counts[at] ?? 0) + count;
    },
    perSecond() {
      const seconds = Math.min(WINDOW_SECONDS, turn() - began + 1);
      return counts.reduce((sum, each) => sum + each, 0) / seconds;
    },
  };
}
