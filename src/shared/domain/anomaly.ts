/** A value of a metric, judged by the values before it. */
export interface Judged {
  /** The median of the window before; null while it is too short to say anything. */
  expected: number | null;
  /** Robust standard deviations from the expected value: 0.6745 (x − median) / MAD (Iglewicz and Hoaglin, 1993). */
  score: number | null;
  anomaly: boolean;
}

export interface AnomalyOptions {
  /** How many values before it a value is judged by. */
  window?: number;
  /** Values that must have come before one is judged. */
  least?: number;
  /** Scores beyond it are marked. */
  threshold?: number;
  /** A spread below this share of the median counts as this much: what hardly moves is not marked for a ripple. */
  ripple?: number;
}

/**
 * Marks values that are far off the ones just before them. Median and MAD stand for mean and standard deviation, so that
 * one outlier does not hide the next. A value that was marked stays in the window: after a lasting change of level the
 * marks end by themselves.
 */
export function judge(
  values: readonly number[],
  { window = 12, least = 6, threshold = 3.5, ripple = 0.05 }: AnomalyOptions = {},
): Judged[] {
  return values.map((value, at) => {
    const before = values.slice(Math.max(0, at - window), at);
    if (before.length < least) return { expected: null, score: null, anomaly: false };
    const expected = median(before);
    const spread = median(before.map(each => Math.abs(each - expected)));
    const mad = Math.max(spread, Math.abs(expected) * ripple * 0.6745, Number.MIN_VALUE);
    const score = value === expected ? 0 : (0.6745 * (value - expected)) / mad;
    return { expected, score: clamp(score), anomaly: Math.abs(score) > threshold };
  });
}

/** A window of zeros has no spread at all; its scores would be infinite. */
const clamp = (score: number): number => Math.max(-999, Math.min(999, score));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
