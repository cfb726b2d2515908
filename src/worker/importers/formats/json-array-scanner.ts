import { TracklakeError } from '../../../shared/errors.ts';
import { MAX_RECORD_BYTES } from './delimited-scanner.ts';

/** What the scanner tells about. Offsets are valid during the call only. */
export interface ElementHandler {
  /** Asked of each element that is an object: it may take it at once, and then says where it ends; else -1. */
  take(number: number, start: number, length: number): number;
  /** Element `number` (from 1) lies between these offsets. */
  element(number: number, start: number, end: number): void;
  /** An element that can't be taken apart. */
  broken(number: number, reason: 'record_too_long' | 'cut_off' | 'after_the_end', start: number, end: number): void;
}

/**
 * Finds the elements of one JSON array in bytes, without parsing them: strings and nesting are followed, nothing else.
 * An element that does not end within the limit is broken, and reading goes on at the next place that looks like the
 * boundary of two objects.
 */
export class JsonArrayScanner {
  readonly #handler: ElementHandler;
  readonly #under: string | undefined;
  #number = 0;
  #state: 'before' | 'elements' | 'lost' | 'after' | 'over' = 'before';

  constructor(under: string | undefined, handler: ElementHandler) {
    this.#under = under;
    this.#handler = handler;
  }

  /** Reads all whole elements of `bytes[0..length)`; returns how many bytes they took. */
  scan(bytes: Buffer, length: number, last: boolean): number {
    let position = 0;
    if (this.#state === 'before') position = this.#begin(bytes, length, last);
    if (this.#state === 'lost') position = this.#findBoundary(bytes, position, length, last);
    while (this.#state === 'elements' && position < length) {
      const next = this.#element(bytes, position, length, last);
      if (next < 0) break;
      position = next;
    }
    if (this.#state === 'over') return length;
    if (this.#state === 'after') position = this.#trailer(bytes, position, length);
    return position;
  }

  /** Throws `bad_input` when the file was no array. */
  finish(): void {
    if (this.#state === 'before') throw notAnArray(this.#under);
  }

  #begin(bytes: Buffer, length: number, last: boolean): number {
    const found = this.#under === undefined ? firstBracket(bytes, length) : keyedBracket(bytes, length, this.#under);
    if (found < 0 && (last || length > MAX_RECORD_BYTES)) throw notAnArray(this.#under);
    if (found < 0) return 0;
    this.#state = 'elements';
    return found + 1;
  }

  /** Takes the element at or after `from`; returns where to go on, or -1 when more bytes are needed. */
  #element(bytes: Buffer, from: number, length: number, last: boolean): number {
    let at = from;
    while (at < length && (isSpace(bytes[at]) || bytes[at] === COMMA)) at += 1;
    if (at >= length) return at;
    if (bytes[at] === CLOSE_BRACKET) {
      this.#state = 'after';
      return at + 1;
    }
    const start = at;
    if (bytes[start] === OPEN_BRACE) {
      const end = this.#handler.take(this.#number + 1, start, length);
      if (end >= 0) {
        this.#number += 1;
        return end;
      }
    }
    let depth = 0;
    for (; at < length; at += 1) {
      const byte = bytes[at];
      if (byte === QUOTE) {
        at = endOfString(bytes, at + 1, length);
        if (at < 0) break;
      } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
        if (depth === 0 && byte === CLOSE_BRACKET) break;
        if (depth === 0) continue; // a brace too many belongs to what is broken already
        depth -= 1;
        if (depth === 0 && bytes[start] === OPEN_BRACE) {
          at += 1;
          break;
        }
      } else if (byte === COMMA && depth === 0) break;
    }
    const open = at < 0 || at >= length;
    if ((open ? length : at) - start > MAX_RECORD_BYTES) return this.#giveUp(bytes, start, length, last);
    if (open && (depth > 0 || at < 0 || !last || at > length)) {
      if (!last) return -1;
      this.#broken('cut_off', start, length);
      this.#state = 'over';
      return length;
    }
    this.#number += 1;
    this.#handler.element(this.#number, start, Math.min(at, length));
    return at;
  }

  #broken(reason: 'record_too_long' | 'cut_off' | 'after_the_end', start: number, end: number): void {
    this.#number += 1;
    this.#handler.broken(this.#number, reason, start, end);
  }

  #giveUp(bytes: Buffer, start: number, length: number, last: boolean): number {
    this.#broken('record_too_long', start, length);
    this.#state = 'lost';
    return this.#findBoundary(bytes, start + 1, length, last);
  }

  /** Goes to the next `}` `,` `{`, or to the end of what there is. */
  #findBoundary(bytes: Buffer, from: number, length: number, last: boolean): number {
    for (let at = bytes.indexOf(CLOSE_BRACE, from); at >= 0 && at < length; at = bytes.indexOf(CLOSE_BRACE, at + 1)) {
      let next = at + 1;
      while (next < length && isSpace(bytes[next])) next += 1;
      if (next >= length) return last ? length : at;
      if (bytes[next] !== COMMA) continue;
      next += 1;
      while (next < length && isSpace(bytes[next])) next += 1;
      if (next >= length) return last ? length : at;
      if (bytes[next] !== OPEN_BRACE) continue;
      this.#state = 'elements';
      return next;
    }
    return length;
  }

  /** Behind the array nothing is expected but white space and, where it was under a key, the rest of that object. */
  #trailer(bytes: Buffer, from: number, length: number): number {
    let at = from;
    while (at < length && isSpace(bytes[at])) at += 1;
    if (at === length || this.#under !== undefined) return length;
    this.#broken('after_the_end', at, length);
    this.#state = 'over';
    return length;
  }
}

function notAnArray(under: string | undefined): TracklakeError {
  return new TracklakeError(
    'bad_input',
    under === undefined ? 'the file is not a JSON array' : `the file has no array "${under}"`,
  );
}

function firstBracket(bytes: Buffer, length: number): number {
  let at = 0;
  while (at < length && isSpace(bytes[at])) at += 1;
  if (at < length && bytes[at] !== OPEN_BRACKET) throw notAnArray(undefined);
  return at < length ? at : -1;
}

function keyedBracket(bytes: Buffer, length: number, key: string): number {
  const head = bytes.toString('latin1', 0, Math.min(length, MAX_RECORD_BYTES));
  const match = new RegExp(`"${key}"\\s*:\\s*\\[`).exec(head);
  return match === null ? -1 : match.index + match[0].length - 1;
}

/** The offset of the quote that ends a string, or -1. */
function endOfString(bytes: Buffer, from: number, length: number): number {
  for (let at = from; at < length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at += 1;
  }
  return -1;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
