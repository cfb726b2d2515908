const STEPS = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 86_400];
const MOST_TICKS = 5;

/** Round times in seconds from 0 to the end of a run, at most six of them. */
export function timeTicks(seconds: number): number[] {
  const step = STEPS.find(each => seconds / each <= MOST_TICKS) ?? seconds / MOST_TICKS;
  return Array.from({ length: Math.floor(seconds / step) + 1 }, (_, n) => n * step);
}
