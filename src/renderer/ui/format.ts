/** How numbers, sizes, times and weeks are written everywhere. The language is English, whatever the system's. */

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** 2,000,000 */
export const count = (value: number): string => integer.format(value);

/** 2M */
export const shortCount = (value: number): string => short.format(value);

/** 0.1234 with as many digits as given; a dash for what is not there. */
export const decimal = (value: number | null | undefined, digits = 3): string =>
  value == null || Number.isNaN(value) ? '–' : value.toFixed(digits);

/** 12.4%; a small share keeps its first digit: 0.04% */
export function percent(share: number, digits = 1): string {
  const needed = share === 0 ? 0 : -Math.floor(Math.log10(Math.abs(share * 100)));
  return `${(share * 100).toFixed(Math.abs(share) < 0.0005 ? Math.min(4, Math.max(digits, needed)) : digits)}%`;
}

/** 226 MB, in powers of ten as file managers write it */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** 840 ms, 4.2 s, 3 min 20 s, 2 h 5 min */
export function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** just now, 2 min ago, today 14:05, yesterday 14:05, Thu 14:05, 2024-05-01 (local time) */
export function moment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const seconds = (now.getTime() - at.getTime()) / 1000;
  if (seconds >= -5 && seconds < 45) return 'just now';
  if (seconds >= 45 && seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}`;
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return `today ${time}`;
  if (days === 1) return `yesterday ${time}`;
  if (days > 1 && days < 7) return `${WEEKDAYS[at.getDay()]} ${time}`;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** 2024-05-01 14:05:09 (local time): for titles and logs */
export function exactMoment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${at.toTimeString().slice(0, 8)}`;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const pad = (part: number): string => String(part).padStart(2, '0');
const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();

/** `1 load`, `3 loads`; irregular plurals are given */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `fit the hybrid` → `Fit the hybrid` */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** silver_weekly_trending_tracks → weekly trending tracks */
export const relationTitle = (name: string): string => name.replace(/^(bronze|silver|gold)_/, '').replaceAll('_', ' ');
