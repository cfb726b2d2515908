const LEAST_MS = 0.1;
const GROWTH = 1.1;
const BUCKETS = 180; // the last one begins at about forty minutes

/** Durations counted in buckets that grow by a tenth: a quantile is right within a tenth, in a kilobyte, at any number. */
export interface Latencies {
  record(milliseconds: number): void;
  readonly count: number;
  /** Milliseconds in all. */
  readonly sum: number;
  readonly max: number;
  /** The duration that a share of `q` did not exceed; 0 where nothing was recorded. */
  quantile(q: number): number;
  /** How many did not exceed `milliseconds`. */
  within(milliseconds: number): number;
}

export function latencies(): Latencies {
  const counts = new Uint32Array(BUCKETS);
  let count = 0;
  let sum = 0;
  let max = 0;
  return {
    record(milliseconds) {
      const at = bucketOf(milliseconds);
      counts[at] = (counts[at] ?? 0) + 1;
      count += 1;
      sum += milliseconds;
      max = Math.max(max, milliseconds);
    },
    get count() {
      return count;
    },
    get sum() {
      return sum;
    },
    get max() {
      return max;
    },
    quantile(q) {
      let left = Math.ceil(q * count);
      for (let at = 0; at < BUCKETS; at += 1) {
        left -= counts[at] ?? 0;
        if (left <= 0 && count > 0) return Math.min(max, boundOf(at));
      }
      return 0;
    },
    within: milliseconds => counts.slice(0, bucketOf(milliseconds) + 1).reduce((all, each) => all + each, 0),
  };
}

const bucketOf = (milliseconds: number): number =>
  Math.min(BUCKETS - 1, Math.max(0, Math.ceil(Math.log(milliseconds / LEAST_MS) / Math.log(GROWTH) - 1e-9)));

const boundOf = (bucket: number): number => LEAST_MS * GROWTH ** bucket;
