/**
 * Reads a moment and gives it as `2024-01-01T00:00:03Z`. Understood: ISO 8601 with `T` or a space, with or without
 * seconds, a fraction (dropped) and an offset (none means UTC); epoch seconds and milliseconds; `DD Mon YYYY HH:MM`.
 * Undefined for everything else, and for days that the calendar does not have.
 */
export function parseTime(text: string): string | undefined {
  if (isPlainTime(text)) return text;
  const iso = ISO.exec(text);
  if (iso !== null) return isoTime(iso);
  if (EPOCH.test(text)) return epochTime(Number(text));
  const words = WORDS.exec(text);
  return words === null ? undefined : wordTime(words);
}

/** Reads a day and gives it as `2024-01-01`; a moment counts by its day in UTC. A year, or year and month, means its first day. */
export function parseDate(text: string): string | undefined {
  const partial = PARTIAL_DATE.exec(text);
  if (partial !== null) {
    const [, year, month, day] = partial;
    return formatDate(Number(year), Number(month ?? 1), Number(day ?? 1));
  }
  return parseTime(text)?.slice(0, 10);
}

/** `2024-01-01T00:00:03Z` of a moment in milliseconds, for years 0001 to 9999. */
export function formatTime(ms: number): string | undefined {
  if (!(ms >= EARLIEST && ms <= LATEST)) return undefined;
  const seconds = Math.floor(ms / 1000);
  const day = Math.floor(seconds / 86_400);
  const second = seconds - day * 86_400;
  const hour = Math.floor(second / 3600);
  const minute = Math.floor(second / 60) - hour * 60;
  return `${dateOf(day)}T${TWO_DIGITS[hour]}:${TWO_DIGITS[minute]}:${TWO_DIGITS[second % 60]}Z`;
}

/** The moment of `2024-01-01T00:00:03Z`, a text that `parseTime` gave, in milliseconds; quicker than Date.parse. */
export function momentOf(plain: string): number {
  const date = plain.slice(0, 10);
  if (date !== lastDateRead) {
    lastDateRead = date;
    lastMidnight = Date.parse(`${date}T00:00:00Z`);
  }
  return lastMidnight + ((twoDigits(plain, 11) * 60 + twoDigits(plain, 14)) * 60 + twoDigits(plain, 17)) * 1000;
}

let lastDateRead = '';
let lastMidnight = NaN;

/** Plays come in the order of their days, mostly: the last day's text is kept. */
function dateOf(day: number): string {
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(day * 86_400_000).toISOString().slice(0, 10);
  }
  return lastDate;
}

let lastDay = NaN;
let lastDate = '';

const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

/** Whether text is a moment in the very form that bronze keeps; the common case, told without a regular expression. */
export function isPlainTime(text: string): boolean {
  if (
    text.length !== 20 ||
    text.charCodeAt(4) !== 0x2d ||
    text.charCodeAt(7) !== 0x2d ||
    text.charCodeAt(10) !== 0x54 ||
    text.charCodeAt(13) !== 0x3a ||
    text.charCodeAt(16) !== 0x3a ||
    text.charCodeAt(19) !== 0x5a
  )
    return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  return (
    year >= 1 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month) &&
    twoDigits(text, 11) <= 23 &&
    twoDigits(text, 14) <= 59 &&
    twoDigits(text, 17) <= 59
  );
}

/** 0 to 99, or NaN. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function formatDate(year: number, month: number, day: number): string | undefined {
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function isoTime(match: RegExpExecArray): string | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00', zone] = match;
  const date = formatDate(Number(year), Number(month), Number(day));
  if (date === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const local = `${date}T${hour}:${minute}:${second}Z`;
  if (zone === undefined || zone === 'Z' || zone === 'z' || zone === ' UTC') return local;
  const offset = offsetMinutes(zone);
  return offset === undefined ? undefined : formatTime(Date.parse(local) - offset * 60_000);
}

function offsetMinutes(zone: string): number | undefined {
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(-2));
  const known = zone.length > 3;
  if (hours > 23 || (known && minutes > 59)) return undefined;
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + (known ? minutes : 0));
}

function epochTime(value: number): string | undefined {
  return formatTime(value > 1e11 ? value : value * 1000);
}

function wordTime(match: RegExpExecArray): string | undefined {
  const [, day, monthName = '', year, hour = '00', minute = '00', second = '00'] = match;
  const month = MONTHS.indexOf(monthName.toLowerCase()) + 1;
  const date = formatDate(Number(year), month, Number(day));
  if (date === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${date}T${hour.padStart(2, '0')}:${minute}:${second}Z`;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?(Z|z| UTC|[+-]\d\d(?::?\d\d)?)?)?$/;
const EPOCH = /^\d{9,13}$/;
const WORDS = /^(\d{1,2}) ([A-Za-z]{3}) (\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?$/;
const PARTIAL_DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const EARLIEST = Date.parse('0001-01-01T00:00:00Z');
const LATEST = Date.parse('9999-12-31T23:59:59Z');
