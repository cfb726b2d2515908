import { label } from './base.ts';
import type { ChartInput, ChartRow, ChartValue } from './chart.ts';
import type { ChartTheme } from './theme.ts';

/** Marks by series and category, both in the order in which they first appear. */
export interface Pivot {
  categories: string[];
  series: { name: string; values: (number | null)[] }[];
}

/**
 * Long rows to series: one for each value of `color`, or one for each measure where there is no color. A series
 * without a mark at some category holds null there.
 */
export function pivot({ rows, fields }: ChartInput): Pivot {
  const categories = [...new Set(rows.map(row => label(row.x)))];
  const at = new Map(categories.map((category, index) => [category, index]));
  const series = new Map<string, (number | null)[]>();
  const put = (name: string, row: ChartRow, channel: string): void => {
    let values = series.get(name);
    if (values === undefined) series.set(name, (values = new Array<number | null>(categories.length).fill(null)));
    values[at.get(label(row.x)) ?? 0] = toNumber(row[channel]);
  };
  for (const row of rows) {
    if (fields.color !== undefined) put(label(row.color), row, 'y0');
    else if (fields.y.length === 0) put('rows', row, 'y0');
    else fields.y.forEach((field, index) => put(field.name, row, `y${index}`));
  }
  const named = [...series].map(([name, values]) => ({ name, values }));
  return { categories, series: fields.color?.type === 'category' ? largestFirst(named) : named };
}

/** What stands for all the small series together. */
const OTHER = 'Other';

/** Words have no order of their own, so size gives them one; what was put together comes last. */
function largestFirst(series: Pivot['series']): Pivot['series'] {
  const total = ({ name, values }: Pivot['series'][number]): number =>
    name === OTHER ? -Infinity : values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return series.sort((a, b) => total(b) - total(a));
}

/** The rest is grey, so that no color seems to mean it. */
export const restColor = (name: string, theme: ChartTheme): { color?: string } =>
  name === OTHER ? { color: theme.axis } : {};

export const toNumber = (value: ChartValue | undefined): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (value === null || value === undefined || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
};

/** ISO text (`2024`, `2024-05`, `2024-05-01`, `2024-05-01T10:00:00Z`) as UTC milliseconds; null for anything else. */
export function toTime(value: ChartValue | undefined): number | null {
  const match = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:[T ](\d\d):(\d\d)(?::(\d\d))?)?/.exec(String(value ?? ''));
  if (match === null) return null;
  const [, year, month, day, hour, minute, second] = match.map(part => Number(part ?? Number.NaN));
  const or = (part: number | undefined, fallback: number): number =>
    part === undefined || Number.isNaN(part) ? fallback : part;
  return Date.UTC(or(year, 1970), or(month, 1) - 1, or(day, 1), or(hour, 0), or(minute, 0), or(second, 0));
}
