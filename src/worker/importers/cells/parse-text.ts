import type { BronzeValue, CellKind } from '../importer.ts';
import { parseDate, parseTime } from './parse-time.ts';

/** What a cell's text can't be read as; the value itself is never undefined otherwise. */
export const UNREADABLE = undefined;

/** Reads a cell from its text. Empty text is null; text that is not of the kind gives UNREADABLE. */
export function parseText(kind: CellKind, text: string): BronzeValue | undefined {
  if (text === '') return null;
  switch (kind) {
    case 'text':
      return text;
    case 'id':
      return parseId(text);
    case 'integer':
      return parseInteger(text);
    case 'real':
      return parseReal(text);
    case 'flag':
      return FLAGS.get(text.toLowerCase());
    case 'time':
      return parseTime(text);
    case 'date':
      return parseDate(text);
  }
}

/** What a person calls a cell kind in "is not …". */
export const KIND_NAMES: Record<CellKind, string> = {
  id: 'an id',
  integer: 'a whole number',
  real: 'a number',
  text: 'text',
  time: 'a time',
  date: 'a date',
  flag: 'yes or no',
};

const FLAGS = new Map<string, 0 | 1>([
  ['1', 1],
  ['true', 1],
  ['yes', 1],
  ['t', 1],
  ['y', 1],
  ['0', 0],
  ['false', 0],
  ['no', 0],
  ['f', 0],
  ['n', 0],
]);

/** Canonical integers (no leading zero, no plus) become integers; every other id stays the text it is. */
function parseId(text: string): BronzeValue {
  return CANONICAL_INTEGER.test(text) ? (wholeNumber(text) ?? text) : text;
}

function parseInteger(text: string): BronzeValue | undefined {
  const match = INTEGER.exec(text);
  return match === null ? UNREADABLE : (wholeNumber(match[1] ?? '') ?? UNREADABLE);
}

/** A number where that is exact, a BigInt up to 64 bits, and undefined beyond. */
function wholeNumber(digits: string): number | bigint | undefined {
  if (digits.length <= 15) return Number(digits);
  if (digits.length > 20) return undefined;
  const big = BigInt(digits);
  return BigInt.asIntN(64, big) === big ? big : undefined;
}

function parseReal(text: string): number | undefined {
  if (!REAL.test(text)) return UNREADABLE;
  const value = Number(text);
  return Number.isFinite(value) ? value : UNREADABLE;
}

const CANONICAL_INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;
const INTEGER = /^\+?(-?\d+)(?:\.0*)?$/; // 1256.0 is how data frames write whole numbers
const REAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
