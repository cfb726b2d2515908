const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3, notation: 'compact' });

export const count = (value: number): string => whole.format(value);

/** 12,345 → 12.3K, for axes. */
export const compact = (value: number): string => short.format(value);

export const percent = (share: number, digits = 1): string => `${(share * 100).toFixed(digits)} %`;

export const plural = (n: number, noun: string): string => `${count(n)} ${noun}${n === 1 ? '' : 's'}`;

/** `2026-11-21T00:20:29.393Z` → `2026-11-21 00:20 UTC`. */
export const when = (time: string): string =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(time) ? `${time.slice(0, 10)} ${time.slice(11, 16)} UTC` : time;

export const shortHash = (hash: string): string => hash.slice(0, 12);

/** Round steps for an axis from 0 that reaches `most`. */
export function ticks(most: number, wanted = 4): number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / wanted;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find(factor => factor * magnitude >= rough) ?? 10) * magnitude;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, i) => i * step);
}
