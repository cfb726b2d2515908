/** How a field lies in the buffer: bare, in quotes, or in quotes with doubled quotes inside. */
export const BARE = 0;
export const QUOTED = 1;
export const ESCAPED = 2;

/** Longer records go to quarantine. */
export const MAX_RECORD_BYTES = 1 << 20;
export const MAX_FIELDS = 4096;

/** What the scanner tells about. Offsets are valid during the call only. */
export interface RecordHandler {
  /** A record with `count` fields, found in the scanner's `starts`, `ends` and `marks`. */
  record(line: number, count: number, start: number, end: number): void;
  /** A record that could not be taken apart; `start` to `end` is what there is of it. */
  broken(line: number, reason: BrokenReason, start: number, end: number): void;
}

export type BrokenReason = 'line_too_long' | 'unclosed_quote' | 'text_after_quote';

/**
 * Finds records and fields in delimited bytes (UTF-8, or any encoding that keeps ASCII bytes for ASCII). Lines end
 * with LF or CRLF; empty lines are no records. A quote that never closes costs its own line only: reading goes on at
 * the line after it.
 */
export class DelimitedScanner {
  readonly starts = new Int32Array(MAX_FIELDS);
  readonly ends = new Int32Array(MAX_FIELDS);
  readonly marks = new Uint8Array(MAX_FIELDS);
  /** The number, from 1, of the line that comes next. */
  line = 1;

  readonly #delimiter: number;
  readonly #quote: number;
  readonly #handler: RecordHandler;
  #expected = MAX_FIELDS;
  #skipping = false;
  /** Bytes read twice because of broken quotes, against bytes read: bounds the work on hostile files. */
  #rescanned = 0;
  #consumed = 0;

  constructor(delimiter: string, quotes: boolean, handler: RecordHandler) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quotes ? 0x22 : -1;
    this.#handler = handler;
  }

  /** Once the number of columns is known, a record over several lines that has more is a broken quote. */
  expect(fields: number): void {
    this.#expected = fields;
  }

  /**
   * Reads all whole records of `bytes[0..length)` and returns how many bytes they took; the rest is to be given again,
   * followed by more. With `last` there is no more, and everything is taken. `bytes` must hold over MAX_RECORD_BYTES.
   */
  scan(bytes: Uint8Array, length: number, last: boolean): number {
    let position = this.#skipping ? this.#skipLine(bytes, 0, length) : 0;
    while (position < length && !this.#skipping) {
      const next = this.#record(bytes, position, length, last);
      if (next < 0) break;
      position = next;
    }
    this.#consumed += position;
    return position;
  }

  /** Reads one record and returns where the next begins, or -1 when more bytes are needed. */
  #record(bytes: Uint8Array, start: number, length: number, last: boolean): number {
    const delimiter = this.#delimiter;
    let position = start;
    let fields = 0;
    let newLines = 0;
    for (;;) {
      let end: number;
      if (bytes[position] === this.#quote && position < length) {
        let mark = QUOTED;
        let at = position + 1;
        for (; at < length; at += 1) {
          const byte = bytes[at];
          if (byte === 0x0a) newLines += 1;
          else if (byte === this.#quote) {
            if (bytes[at + 1] !== this.#quote || at + 1 >= length) break;
            mark = ESCAPED;
            at += 1;
          }
        }
        if (at - start > MAX_RECORD_BYTES) return this.#resume(bytes, start, at, length, 'unclosed_quote');
        if (at + 1 >= length && !last) return -1;
        if (at >= length) return this.#resume(bytes, start, at, length, 'unclosed_quote');
        end = at + 1;
        if (end < length && bytes[end] === 0x0d && (end + 1 >= length || bytes[end + 1] === 0x0a)) {
          if (end + 1 >= length && !last) return -1;
          end += 1;
        }
        this.#store(fields, position + 1, at, mark);
      } else {
        end = position;
        while (end < length && bytes[end] !== delimiter && bytes[end] !== 0x0a) end += 1;
        if (end >= length && !last) return length - start > MAX_RECORD_BYTES ? this.#giveUp(start, length) : -1;
        const bareEnd = bytes[end - 1] === 0x0d && end > position && bytes[end] !== delimiter ? end - 1 : end;
        this.#store(fields, position, bareEnd, BARE);
      }
      fields += 1;
      if (end >= length || bytes[end] === 0x0a) return this.#complete(bytes, start, end, fields, newLines, length);
      if (bytes[end] !== delimiter) return this.#resume(bytes, start, end, length, 'text_after_quote');
      if (newLines > 0 && fields >= this.#expected) return this.#resume(bytes, start, end, length, 'unclosed_quote');
      position = end + 1;
    }
  }

  #store(field: number, start: number, end: number, mark: number): void {
    if (field >= MAX_FIELDS) return;
    this.starts[field] = start;
    this.ends[field] = end;
    this.marks[field] = mark;
  }

  #complete(bytes: Uint8Array, start: number, end: number, fields: number, newLines: number, length: number): number {
    const line = this.line;
    this.line += newLines + 1;
    const empty = fields === 1 && this.marks[0] === BARE && this.ends[0] === start;
    const textEnd = end > start && bytes[end - 1] === 0x0d ? end - 1 : end;
    if (end - start > MAX_RECORD_BYTES) this.#handler.broken(line, 'line_too_long', start, textEnd);
    else if (!empty) this.#handler.record(line, fields, start, textEnd);
    return end >= length ? length : end + 1;
  }

  /** Quarantines the first line of a record whose quotes are broken, and goes on after it. */
  #resume(bytes: Uint8Array, start: number, stopped: number, length: number, reason: BrokenReason): number {
    const affordable = this.#rescanned <= this.#consumed + start + RESCAN_ALLOWANCE;
    const from = affordable ? start : Math.min(stopped, length - 1);
    const found = bytes.subarray(0, length).indexOf(0x0a, from);
    const end = found < 0 ? length : found;
    this.#rescanned += Math.max(0, stopped - end);
    this.#handler.broken(this.line, reason, start, end > start && bytes[end - 1] === 0x0d ? end - 1 : end);
    if (found < 0) return this.#skipRest(length);
    this.line += affordable ? 1 : countNewLines(bytes, start, end + 1);
    return end + 1;
  }

  /** A line without an end in sight: quarantined by its beginning, and skipped to its end. */
  #giveUp(start: number, length: number): number {
    this.#handler.broken(this.line, 'line_too_long', start, length);
    return this.#skipRest(length);
  }

  #skipRest(length: number): number {
    this.#skipping = true;
    return length;
  }

  #skipLine(bytes: Uint8Array, from: number, length: number): number {
    const end = bytes.subarray(0, length).indexOf(0x0a, from);
    if (end < 0) return length;
    this.#skipping = false;
    this.line += 1;
    return end + 1;
  }
}

const RESCAN_ALLOWANCE = 32 << 20;

function countNewLines(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (bytes[at] === 0x0a) count += 1;
  return count;
}
