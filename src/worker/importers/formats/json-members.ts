import { ByteCells } from '../cells/read-bytes.ts';
import { parseJson } from '../cells/parse-json.ts';
import { BARE } from './delimited-scanner.ts';

/** What a member's value is. */
export const ABSENT = 0;
export const NULL = 1;
export const FALSE = 2;
export const TRUE = 3;
/** A whole number of up to 15 digits, written as JSON.stringify writes it. */
export const WHOLE = 4;
/** A string without escapes. */
export const PLAIN = 5;
/** Anything else, which JSON.parse has read: text with escapes, fractions, lists, objects. */
export const PARSED = 6;

/**
 * Finds the members of one JSON object in bytes without making an object of them: the records of a file have the same
 * keys, mostly in the same order, so a key costs a comparison. `scan` gives up on whatever it is not sure to read as JSON.parse
 * does (a key twice, with a dot or an escape, faulty JSON); such a record has to be parsed. The bytes have to be UTF-8.
 */
export class JsonMembers {
  /** Keys met so far; their index is the place of their values. */
  readonly names: string[] = [];
  /** The places of the members of the object that was scanned, in its order, and how many there are. */
  readonly order = new Int32Array(MAX_KEYS);
  count = 0;

  readonly #bytes: Buffer;
  readonly #cells: ByteCells;
  readonly #places = new Map<string, number>();
  readonly #view: DataView;
  readonly #keyBytes = new Uint8Array(MAX_KEYS * LONGEST_KEY);
  readonly #keyView = new DataView(this.#keyBytes.buffer);
  readonly #keyLengths = new Int32Array(MAX_KEYS);
  readonly #kinds = new Uint8Array(MAX_KEYS);
  /** Which scan last met a key: what is older is absent. */
  readonly #met = new Int32Array(MAX_KEYS);
  readonly #keyStarts = new Int32Array(MAX_KEYS);
  readonly #starts = new Int32Array(MAX_KEYS);
  readonly #ends = new Int32Array(MAX_KEYS);
  readonly #numbers = new Float64Array(MAX_KEYS);
  readonly #parsed: unknown[] = [];
  readonly #parsedFrom: string[] = [];
  /** Which key came after a key the last time. */
  readonly #followers = new Int32Array(MAX_KEYS + 1);
  #scans = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#cells = new ByteCells(bytes, 'utf-8');
  }

  /** The place of a key's values; -1 where no record has had it. */
  place(key: string): number {
    return this.#places.get(key) ?? -1;
  }

  kind(place: number): number {
    return place >= 0 && this.#met[place] === this.#scans ? (this.#kinds[place] ?? ABSENT) : ABSENT;
  }

  /** The value as JSON.parse gives it; undefined where it is absent. */
  value(place: number): unknown {
    switch (this.kind(place)) {
      case NULL:
        return null;
      case FALSE:
        return false;
      case TRUE:
        return true;
      case WHOLE:
        return this.#numbers[place];
      case PLAIN:
        return this.#cells.text(this.start(place) + 1, this.end(place) - 1, BARE);
      case PARSED:
        return this.#parsed[place];
      default:
        return undefined;
    }
  }

  /** Reads a plain string as `readValue` would, without making a string of it where none is needed. */
  readPlain(kind: Parameters<ByteCells['read']>[0], place: number): ReturnType<ByteCells['read']> {
    return this.#cells.read(kind, this.start(place) + 1, this.end(place) - 1, BARE);
  }

  /** Where a member's key begins, and its value begins and ends. */
  keyStart(place: number): number {
    return this.#keyStarts[place] ?? 0;
  }
  start(place: number): number {
    return this.#starts[place] ?? 0;
  }
  end(place: number): number {
    return this.#ends[place] ?? 0;
  }

  /** Takes the object apart that begins at `start` and ends before `end`; gives where it ends, or -1. */
  scan(start: number, end: number): number {
    const bytes = this.#bytes;
    const scan = (this.#scans += 1);
    const met = this.#met;
    const starts = this.#starts;
    this.count = 0;
    if (bytes[start] !== OPEN_BRACE) return -1;
    let at = start + 1;
    if (isSpace(bytes[at])) at = this.#skipSpace(at, end);
    if (bytes[at] === CLOSE_BRACE && at < end) return at + 1;
    for (let before = MAX_KEYS, count = 0; ;) {
      const place = this.#key(at, end, before);
      if (place < 0 || met[place] === scan) return -1;
      this.#keyStarts[place] = at;
      at += this.#keyLengths[place] ?? 0;
      if (isSpace(bytes[at])) at = this.#skipSpace(at, end);
      if (bytes[at] !== COLON || at >= end) return -1;
      at += 1;
      if (isSpace(bytes[at])) at = this.#skipSpace(at, end);
      starts[place] = at;
      at = this.#value(at, end, place);
      if (at < 0) return -1;
      this.#ends[place] = at;
      met[place] = scan;
      this.order[count] = place;
      this.count = count += 1;
      this.#followers[before] = place;
      before = place;
      if (isSpace(bytes[at])) at = this.#skipSpace(at, end);
      if (at >= end) return -1;
      if (bytes[at] === CLOSE_BRACE) return at + 1;
      if (bytes[at] !== COMMA) return -1;
      at += 1;
      if (isSpace(bytes[at])) at = this.#skipSpace(at, end);
    }
  }

  #skipSpace(from: number, end: number): number {
    const bytes = this.#bytes;
    let at = from;
    while (at < end && isSpace(bytes[at])) at += 1;
    return at;
  }

  /** The place of the key whose quotes begin here: that which followed the last time, or another, or a new one. */
  #key(at: number, end: number, before: number): number {
    const bytes = this.#bytes;
    const guess = this.#followers[before] ?? 0;
    const length = this.#keyLengths[guess] ?? 0;
    if (length > 0 && at + length <= end && this.#isKey(guess, length, at)) return guess;
    if (bytes[at] !== QUOTE) return -1;
    let close = at + 1;
    for (; close < end && bytes[close] !== QUOTE; close += 1) if (!isKeyByte(bytes[close] ?? 0)) return -1;
    if (close >= end) return -1;
    const name = bytes.latin1Slice(at + 1, close);
    return this.#places.get(name) ?? this.#learn(name, at, close + 1);
  }

  /** Four bytes at a time, because keys are half of a file; the last four may overlap those before. */
  #isKey(place: number, length: number, at: number): boolean {
    const view = this.#view;
    const keys = this.#keyView;
    const from = place * LONGEST_KEY;
    const last = length - 4;
    if (last < 0) return false; // a name of one letter
    for (let i = 0; i < last; i += 4) if (view.getInt32(at + i, true) !== keys.getInt32(from + i, true)) return false;
    return view.getInt32(at + last, true) === keys.getInt32(from + last, true);
  }

  #learn(name: string, start: number, end: number): number {
    // Names like numbers come first in an object, whatever their place in the text; __proto__ is no name like others.
    if (name === '' || name === '__proto__' || /^\d/.test(name)) return -1;
    if (this.names.length === MAX_KEYS || end - start > LONGEST_KEY) return -1;
    const place = this.names.push(name) - 1;
    this.#places.set(name, place);
    this.#keyLengths[place] = end - start;
    this.#keyBytes.set(this.#bytes.subarray(start, end), place * LONGEST_KEY);
    return place;
  }

  #holds(text: Buffer, at: number, end: number): boolean {
    const { length } = text;
    if (at + length > end) return false;
    const bytes = this.#bytes;
    for (let i = 0; i < length; i += 1) if (bytes[at + i] !== text[i]) return false;
    return true;
  }

  /** Finds a value's end and kind; -1 where it is no value. */
  #value(at: number, end: number, place: number): number {
    const bytes = this.#bytes;
    const first = bytes[at] ?? 0;
    if (first === QUOTE) return this.#string(at, end, place);
    if (first === OPEN_BRACE || first === OPEN_BRACKET) return this.#parse(at, endOfNested(bytes, at, end), place);
    if (first === LETTER_N) return this.#word(at, end, place, NULL, NULL_WORD);
    if (first === LETTER_T) return this.#word(at, end, place, TRUE, TRUE_WORD);
    if (first === LETTER_F) return this.#word(at, end, place, FALSE, FALSE_WORD);
    return this.#numeral(at, end, place);
  }

  #word(at: number, end: number, place: number, kind: number, word: Buffer): number {
    if (!this.#holds(word, at, end)) return -1;
    this.#kinds[place] = kind;
    return at + word.length;
  }

  #string(from: number, end: number, place: number): number {
    const bytes = this.#bytes;
    let escaped = false;
    for (let at = from + 1; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) {
        if (escaped) return this.#parse(from, at + 1, place);
        this.#kinds[place] = PLAIN;
        return at + 1;
      }
      if (byte < 0x20) return -1;
      if (byte !== BACKSLASH) continue;
      escaped = true;
      at += 1;
    }
    return -1;
  }

  #numeral(from: number, end: number, place: number): number {
    const bytes = this.#bytes;
    const negative = bytes[from] === MINUS;
    const digits = negative ? from + 1 : from;
    let at = digits;
    let value = 0;
    for (let digit = (bytes[at] ?? 0) - ZERO; at < end && digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - ZERO) {
      value = value * 10 + digit;
      at += 1;
    }
    const canonical = at > digits && at - digits <= 15 && (bytes[digits] !== ZERO || (at - digits === 1 && !negative));
    if (canonical && (at === end || endsNumber(bytes[at]))) {
      this.#kinds[place] = WHOLE;
      this.#numbers[place] = negative ? -value : value;
      return at;
    }
    while (at < end && !endsNumber(bytes[at])) at += 1;
    return this.#parse(from, at, place);
  }

  /** Has JSON.parse read what is not plain. The same text as in the record before is not read again. */
  #parse(start: number, end: number, place: number): number {
    if (end < 0) return -1;
    const text = this.#bytes.utf8Slice(start, end);
    if (text !== this.#parsedFrom[place]) {
      try {
        this.#parsed[place] = parseJson(text);
      } catch {
        return -1;
      }
      this.#parsedFrom[place] = text;
    }
    this.#kinds[place] = PARSED;
    return end;
  }
}

/** More different keys than this at the top of a file's records, and they are parsed. */
const MAX_KEYS = 256;
/** With its quotes. */
const LONGEST_KEY = 128;

/** The end of a list or object, or -1. */
function endOfNested(bytes: Buffer, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at += 1; at < end && bytes[at] !== QUOTE; at += 1) if (bytes[at] === BACKSLASH) at += 1;
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
const endsNumber = (byte: number | undefined): boolean => byte === COMMA || byte === CLOSE_BRACE || isSpace(byte);
/** ASCII without control characters, escapes and dots: a dot would make a name look like a path. */
const isKeyByte = (byte: number): boolean => byte >= 0x20 && byte < 0x7f && byte !== BACKSLASH && byte !== DOT;

const NULL_WORD = Buffer.from('null');
const TRUE_WORD = Buffer.from('true');
const FALSE_WORD = Buffer.from('false');
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const COLON = 0x3a;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_T = 0x74;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
