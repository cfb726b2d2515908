import type { BronzeValue, CellKind } from '../importer.ts';
import { formatTime } from './parse-time.ts';
import { parseText } from './parse-text.ts';

/**
 * Reads a cell from a value of a typed source (JSON, Parquet, Arrow, SQLite, XLSX). Missing and empty ones are null;
 * undefined is what can't be read as this kind: a list for a number, text with a NUL or half a surrogate pair.
 */
export function readValue(kind: CellKind, value: unknown): BronzeValue | undefined {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'string':
      return value.includes('\0') || !value.isWellFormed() ? undefined : parseText(kind, value);
    case 'number':
      return ofNumber(kind, value);
    case 'bigint':
      return ofBigInt(kind, value);
    case 'boolean':
      return kind === 'flag' ? Number(value) : kind === 'text' ? String(value) : undefined;
    default:
      return value instanceof Date ? ofDate(kind, value) : undefined;
  }
}

function ofNumber(kind: CellKind, value: number): BronzeValue | undefined {
  if (!Number.isFinite(value)) return undefined;
  switch (kind) {
    case 'id':
      return Number.isSafeInteger(value) ? value : String(value);
    case 'integer':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'real':
      return value;
    case 'text':
      return String(value);
    case 'flag':
      return value === 0 || value === 1 ? value : undefined;
    case 'time':
    case 'date':
      return Number.isInteger(value) ? parseText(kind, String(value)) : undefined;
  }
}

function ofBigInt(kind: CellKind, value: bigint): BronzeValue | undefined {
  const small = Number(value);
  if (Number.isSafeInteger(small)) return ofNumber(kind, small);
  if (kind === 'real') return small;
  const fits = BigInt.asIntN(64, value) === value;
  if (kind === 'integer') return fits ? value : undefined;
  if (kind === 'id') return fits ? value : String(value);
  return kind === 'text' ? String(value) : undefined;
}

function ofDate(kind: CellKind, value: Date): BronzeValue | undefined {
  const time = formatTime(value.getTime());
  if (kind === 'date') return time?.slice(0, 10);
  return kind === 'time' || kind === 'text' ? time : undefined;
}
