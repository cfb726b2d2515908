const DAY_MS = 86_400_000;

export const DAY_SECONDS = 86_400;

/** The generated year: days are counted from its 1 January, 0-based, and go on past its end for the weekly files. */
export interface Calendar {
  readonly year: number;
  readonly days: number;
  /** `2024-02-29` for day 59. */
  date(day: number): string;
  /** 0 is Monday. */
  weekday(day: number): number;
  month(day: number): number;
  /** Seconds since the year began → `2024-01-01T00:00:03Z`. */
  time(second: number): string;
  /** The day of an ISO date. */
  day(date: string): number;
}

export function calendar(year: number): Calendar {
  const start = Date.UTC(year, 0, 1);
  const at = (day: number) => new Date(start + day * DAY_MS);
  const dates = new Map<number, string>();
  const date = (day: number): string => {
    let text = dates.get(day);
    if (text === undefined) dates.set(day, (text = at(day).toISOString().slice(0, 10)));
    return text;
  };
  return {
    year,
    days: (Date.UTC(year + 1, 0, 1) - start) / DAY_MS,
    date,
    weekday: day => (at(day).getUTCDay() + 6) % 7,
    month: day => at(day).getUTCMonth(),
    time: second => {
      const day = Math.floor(second / DAY_SECONDS);
      const rest = second - day * DAY_SECONDS;
      return `${date(day)}T${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}Z`;
    },
    day: date => (Date.parse(`${date}T00:00:00Z`) - start) / DAY_MS,
  };
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** How much is listened in each month, against the mean: a quiet summer, a loud December. */
export const MONTH_WEIGHT = [1.0, 0.98, 1.0, 1.01, 1.0, 0.96, 0.9, 0.91, 1.02, 1.05, 1.08, 1.14];

/** How much is listened on each weekday, Monday first. */
export const WEEKDAY_WEIGHT = [0.94, 0.95, 0.97, 1.0, 1.12, 1.08, 0.94];

/** When sessions start, by hour: working days, then weekends. */
export const HOUR_WEIGHT = [
  [9, 5, 3, 2, 2, 4, 14, 38, 46, 34, 28, 28, 34, 33, 30, 32, 42, 56, 58, 54, 52, 48, 34, 19],
  [18, 13, 9, 5, 3, 3, 5, 9, 18, 30, 40, 44, 45, 46, 46, 46, 46, 47, 49, 51, 52, 52, 45, 32],
] as const;

/** How willing early birds, ordinary people and night owls are to listen, by hour. */
export const CHRONOTYPE = [
  [0.2, 0.1, 0.1, 0.3, 0.8, 1, 1, 1, 1, 1, 1, 1, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2],
  [0.4, 0.3, 0.2, 0.2, 0.3, 0.5, 0.8, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0.9, 0.7, 0.5],
  [1, 1, 1, 0.9, 0.6, 0.3, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.8, 0.9, 0.9, 0.9, 1, 1, 1, 1, 1, 1],
] as const;
