/** Keeps requests to one service apart. */
export interface Pace {
  /** How long to wait before the next request may leave, in milliseconds. */
  untilNext(): number;
  /** A request leaves now. */
  leaves(): void;
  /** What the server says of its own limits: no request for so long. */
  rest(milliseconds: number): void;
}

/** At most so many requests a second, spread evenly; a server's own limits come on top. */
export function pace(requestsPerSecond: number, now: () => number = () => performance.now()): Pace {
  const gap = 1000 / requestsPerSecond;
  let next = 0;
  return {
    untilNext: () => Math.max(0, next - now()),
    leaves() {
      next = now() + gap;
    },
    rest(milliseconds) {
      next = Math.max(next, now() + milliseconds);
    },
  };
}

/**
 * How long a server asks us to wait, in milliseconds: `Retry-After` (seconds or a date), else the reset of a limit that is
 * used up (`X-RateLimit-Remaining: 0` with `-Reset-In` in seconds, or `-Reset` as epoch seconds). 0 where it asks nothing.
 */
export function restAskedFor(headers: Headers, now: number): number {
  const after = headers.get('retry-after');
  if (after !== null) return atLeastZero(/^\d+(\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now);
  if (headers.get('x-ratelimit-remaining') !== '0') return 0;
  const resetIn = headers.get('x-ratelimit-reset-in');
  if (resetIn !== null) return atLeastZero(Number(resetIn) * 1000);
  return atLeastZero(Number(headers.get('x-ratelimit-reset')) * 1000 - now);
}

const atLeastZero = (milliseconds: number): number => (milliseconds > 0 ? milliseconds : 0);
