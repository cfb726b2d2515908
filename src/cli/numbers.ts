import { InvalidArgumentError } from 'commander';

/** For options that take a whole number of at least `least`: 20000, 20_000 and 20k are the same. */
export function wholeNumber(least = 0): (text: string) => number {
  return text => {
    const [, digits, unit] = /^(\d[\d_]*(?:\.\d+)?)([kKmM]?)$/.exec(text) ?? [];
    const factor = unit === undefined || unit === '' ? 1 : unit.toLowerCase() === 'k' ? 1_000 : 1_000_000;
    const value = Number((digits ?? '').replaceAll('_', '')) * factor;
    if (digits === undefined || !Number.isSafeInteger(value))
      throw new InvalidArgumentError(`not a whole number: "${text}"`);
    if (value < least) throw new InvalidArgumentError(`must be at least ${least}: "${text}"`);
    return value;
  };
}

/** 1234567 → "1,234,567"; 0.18449 → "0.1845". */
export function readable(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  return Math.abs(value) >= 100
    ? value.toLocaleString('en-US', { maximumFractionDigits: 1 })
    : String(Number(value.toPrecision(4)));
}

/** 83.4 → "1 min 23 s". */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

export function byteSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power] ?? 'B'}`;
}
