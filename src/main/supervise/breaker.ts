/** Counts deaths and says when starting again has become pointless for a while. */
export interface Breaker {
  /** Milliseconds to wait before the next start: 0 at first, a pause once the circuit is open. */
  died(): number;
  readonly open: boolean;
}

export interface BreakerOptions {
  /** Deaths within `windowMs` that open the circuit. */
  deaths?: number;
  windowMs?: number;
  pauseMs?: number;
  now?: () => number;
}

/** A process that dies now and then is started again at once; one that dies in a loop is left alone for `pauseMs`. */
export function breaker({
  deaths = 5,
  windowMs = 10_000,
  pauseMs = 30_000,
  now = () => performance.now(),
}: BreakerOptions = {}): Breaker {
  let recent: number[] = [];
  let openUntil = 0;
  return {
    died() {
      const at = now();
      recent = [...recent.filter(each => at - each < windowMs), at];
      if (recent.length < deaths) return 0;
      recent = [];
      openUntil = at + pauseMs;
      return pauseMs;
    },
    get open() {
      return now() < openUntil;
    },
  };
}
