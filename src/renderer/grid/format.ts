import type { ResultColumn } from '../../shared/rpc/results.ts';

type Semantic = ResultColumn['semantic'];
export type CellValue = string | number | bigint | boolean | Uint8Array | null;

const integer = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat('en-US', { maximumFractionDigits: 4 });
const fourDigits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const percent = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });

/** A value as a person reads it, on one line. Null is the empty string: the grid shows a mark for it. */
export function formatValue(value: CellValue | undefined, semantic: Semantic): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Uint8Array) return formatBlob(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  switch (semantic) {
    case 'boolean':
      return formatBoolean(value);
    case 'id':
      return String(value);
    case 'duration_ms':
      return typeof value === 'string' ? value : formatDuration(Number(value));
    case 'share':
      return typeof value === 'string' ? value : percent.format(Number(value));
    case 'time':
      return typeof value === 'string' ? formatTime(value) : formatNumber(value);
    case 'date':
    case 'text':
    case 'blob':
    case 'null':
      return typeof value === 'string' ? oneLine(value) : formatNumber(value);
    case 'number':
    case 'integer':
      return typeof value === 'string' ? oneLine(value) : formatNumber(value);
  }
}

export function formatNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return integer.format(value);
  if (Number.isInteger(value)) return Math.abs(value) < 1e15 ? integer.format(value) : String(value);
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-4 || size >= 1e15) ? value.toExponential(3) : precise.format(value);
}

/** 1.2K, 3.4M: for axes and figures where the exact number is one hover away. */
export const formatCompact = (value: number): string =>
  Math.abs(value) < 10_000 ? fourDigits.format(value) : compact.format(value);

export const formatPercent = (value: number): string => percent.format(value);

/** 3:25, 1:02:03, 2 d 4 h */
export function formatDuration(ms: number): string {
  const sign = ms < 0 ? '−' : '';
  const seconds = Math.round(Math.abs(ms) / 1000);
  const hours = Math.floor(seconds / 3600);
  if (hours >= 48) return `${sign}${integer.format(Math.floor(hours / 24))} d ${hours % 24} h`;
  const minutes = Math.floor(seconds / 60) % 60;
  const tail = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${sign}${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${sign}${minutes}:${tail}`;
}

/** How long something took: 12 ms, 1.4 s, 2 min 5 s. */
export function formatElapsed(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function formatBoolean(value: string | number | bigint): string {
  if (value === 1 || value === 1n) return 'true';
  if (value === 0 || value === 0n) return 'false';
  return String(value);
}

/** 2024-01-01T00:00:03Z → 2024-01-01 00:00:03 */
const formatTime = (value: string): string => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)Z?$/.exec(value);
  return match === null ? oneLine(value) : `${match[1]} ${match[2]}`;
};

function formatBlob(bytes: Uint8Array): string {
  const head = [...bytes.subarray(0, 8)].map(byte => byte.toString(16).padStart(2, '0')).join(' ');
  return `${head}${bytes.length > 8 ? ' …' : ''} (${integer.format(bytes.length)} B)`;
}

/** Line breaks are shown, not obeyed: a row has one line. */
const oneLine = (text: string): string =>
  (text.length > 2000 ? text.slice(0, 2000) : text).replace(/\s*[\r\n]+\s*/g, ' ⏎ ');

/** Numbers line up on their last digit; everything else begins at the left. */
export const alignsRight = (semantic: Semantic): boolean =>
  semantic === 'number' || semantic === 'integer' || semantic === 'duration_ms' || semantic === 'share';
