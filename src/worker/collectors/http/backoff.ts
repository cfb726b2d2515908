export interface BackoffOptions {
  /** The longest pause after the first failure, in milliseconds; it doubles with each failure after it. */
  firstMs: number;
  mostMs: number;
}

/** Exponential backoff with full jitter: anything from nothing to the ceiling, so that many callers don't return at once. */
export function backoffMs(failures: number, { firstMs, mostMs }: BackoffOptions, random: () => number): number {
  return Math.round(random() * Math.min(mostMs, firstMs * 2 ** (failures - 1)));
}
