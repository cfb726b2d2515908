import { isUtf8 } from 'node:buffer';
import type { BronzeValue, CellKind, Encoding } from '../importer.ts';
import { ESCAPED } from '../formats/delimited-scanner.ts';
import { daysInMonth, formatTime } from './parse-time.ts';
import { parseText } from './parse-text.ts';

/** Text that is no text: why, in the words of quarantine. */
export type BadText = 'not_utf8' | 'nul_byte';

/** Reads typed values out of a byte buffer, without making a string where none is needed. */
export class ByteCells {
  /** Why the last read of text failed. */
  badText: BadText | undefined;

  readonly #bytes: Buffer;
  readonly #encoding: Encoding;
  readonly #interned = new Array<string | undefined>(INTERNED);

  constructor(bytes: Buffer, encoding: Encoding) {
    this.#bytes = bytes;
    this.#encoding = encoding;
  }

  /** The cell as a value of its kind, null where it is empty, undefined where it can't be read (`badText` says if as text). */
  read(kind: CellKind, start: number, end: number, mark: number): BronzeValue | undefined {
    if (end === start) return null;
    if (mark !== ESCAPED) {
      if (kind === 'id' || kind === 'integer') {
        const whole = this.#smallInteger(start, end);
        if (whole !== undefined) return whole;
      } else if (kind === 'time') {
        if (this.#isPlainTime(start, end)) return this.#bytes.latin1Slice(start, end);
        const epoch = end - start === 10 ? this.#smallInteger(start, end) : undefined;
        if (epoch !== undefined && epoch > 0) return formatTime(epoch * 1000);
      }
    }
    const text = this.text(start, end, mark);
    return text === undefined ? undefined : parseText(kind, text);
  }

  /** The cell as text, with doubled quotes made single; undefined, and `badText` set, where the bytes are no text. */
  text(start: number, end: number, mark: number): string | undefined {
    const bytes = this.#bytes;
    let seen = 0;
    let hash = end - start;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === 0) return this.#refuse('nul_byte');
      seen |= byte;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const text = seen < 0x80 ? this.#ascii(start, end, hash) : this.#decode(start, end);
    return mark === ESCAPED ? text?.replaceAll('""', '"') : text;
  }

  /** The same few words come again and again: context, plan, country. */
  #ascii(start: number, end: number, hash: number): string {
    if (end - start > 24) return this.#bytes.latin1Slice(start, end);
    const place = (hash ^ (hash >>> 15)) & (INTERNED - 1);
    const known = this.#interned[place];
    if (known !== undefined && this.#equals(known, start, end)) return known;
    const text = this.#bytes.latin1Slice(start, end);
    this.#interned[place] = text;
    return text;
  }

  #equals(text: string, start: number, end: number): boolean {
    if (text.length !== end - start) return false;
    for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) !== this.#bytes[start + i]) return false;
    return true;
  }

  #decode(start: number, end: number): string | undefined {
    if (this.#encoding === 'latin-1') return this.#bytes.latin1Slice(start, end);
    if (isUtf8(this.#bytes.subarray(start, end))) return this.#bytes.utf8Slice(start, end);
    return this.#encoding === 'utf-8' ? this.#refuse('not_utf8') : this.#bytes.latin1Slice(start, end);
  }

  #refuse(reason: BadText): undefined {
    this.badText = reason;
    return undefined;
  }

  /** Canonical integers of up to 15 digits; undefined for anything else. */
  #smallInteger(start: number, end: number): number | undefined {
    const bytes = this.#bytes;
    const negative = bytes[start] === 0x2d;
    const from = negative ? start + 1 : start;
    const first = bytes[from];
    if (end - from > 15 || end === from || (first === 0x30 && end - start > 1)) return undefined;
    let value = 0;
    for (let at = from; at < end; at += 1) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) return undefined;
      value = value * 10 + digit;
    }
    return negative ? -value : value;
  }

  /** `2024-01-01T00:00:03Z` and a real moment. */
  #isPlainTime(start: number, end: number): boolean {
    const bytes = this.#bytes;
    if (
      end - start !== 20 ||
      bytes[start + 4] !== 0x2d ||
      bytes[start + 7] !== 0x2d ||
      bytes[start + 10] !== 0x54 ||
      bytes[start + 13] !== 0x3a ||
      bytes[start + 16] !== 0x3a ||
      bytes[start + 19] !== 0x5a
    )
      return false;
    const month = this.#twoDigits(start + 5);
    const day = this.#twoDigits(start + 8);
    const year = this.#twoDigits(start) * 100 + this.#twoDigits(start + 2);
    if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1)) return false;
    return (
      day <= daysInMonth(year, month) &&
      this.#twoDigits(start + 11) <= 23 &&
      this.#twoDigits(start + 14) <= 59 &&
      this.#twoDigits(start + 17) <= 59
    );
  }

  /** 0 to 99, or NaN. */
  #twoDigits(at: number): number {
    const tens = (this.#bytes[at] ?? 0) - 0x30;
    const ones = (this.#bytes[at + 1] ?? 0) - 0x30;
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
  }
}

const INTERNED = 4096;

declare global {
  // There since the first Node, and twice as fast as toString for short text; only the types leave them out.
  interface Buffer {
    latin1Slice(start: number, end: number): string;
    utf8Slice(start: number, end: number): string;
  }
}
