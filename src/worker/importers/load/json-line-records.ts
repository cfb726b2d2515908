import { isUtf8 } from 'node:buffer';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { parseJson } from '../cells/parse-json.ts';
import { MAX_RECORD_BYTES } from '../formats/delimited-scanner.ts';
import type { Plan } from '../importer.ts';
import { RAW_LIMIT } from './bronze-writer.ts';
import { MemberRecords } from './member-records.ts';
import { ObjectRecords, type SourceObject } from './object-records.ts';
import type { OpenSink, RowSink } from './record-sink.ts';

/** Turns lines of JSON, an object each, into typed rows. Empty lines are no records. */
export class JsonLineRecords {
  readonly #bytes: Buffer;
  readonly #records: ObjectRecords;
  readonly #plain: MemberRecords;
  readonly #sink: RowSink;
  #line = 1;
  #skipping = false;

  constructor(bytes: Buffer, relation: BronzeRelation, plan: Plan, openSink: OpenSink) {
    this.#bytes = bytes;
    this.#records = new ObjectRecords(relation, plan);
    this.#plain = new MemberRecords(bytes, this.#records);
    this.#sink = openSink(
      this.#records.columns,
      plan.rules.map(rule => rule.from),
    );
  }

  /** Reads the whole lines among the first `length` bytes; returns how many bytes they took. */
  read(length: number, last: boolean): number {
    const bytes = this.#bytes.subarray(0, length);
    let position = 0;
    while (position < length) {
      const found = bytes.indexOf(0x0a, position);
      if (found < 0 && !last) return this.#overlong(position, length) ? length : position;
      const end = found < 0 ? length : found;
      if (this.#skipping) this.#skipping = false;
      else this.#take(position, end > position && bytes[end - 1] === 0x0d ? end - 1 : end);
      this.#line += 1;
      position = end + 1;
    }
    return length;
  }

  get fields(): readonly string[] {
    return this.#records.fields;
  }

  finish(): void {}

  /** A line that does not end within the limit is rejected once, by its beginning, and skipped to its end. */
  #overlong(start: number, length: number): boolean {
    if (this.#skipping) return true;
    if (length - start <= MAX_RECORD_BYTES) return false;
    this.#reject('line_too_long', 'the line is longer than 1 MiB', start, length);
    this.#skipping = true;
    return true;
  }

  #take(start: number, end: number): void {
    if (end === start) return;
    if (end - start > MAX_RECORD_BYTES)
      return this.#reject('line_too_long', 'the line is longer than 1 MiB', start, end);
    if (!isUtf8(this.#bytes.subarray(start, end))) return this.#reject('not_utf8', 'the line is not UTF-8', start, end);
    if (this.#plain.takeWhole(this.#sink, this.#line, start, end)) return;
    const text = this.#bytes.utf8Slice(start, end);
    let value: unknown;
    try {
      value = parseJson(text);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return this.#reject('not_json', `the line is not JSON: ${why.slice(0, 120)}`, start, end);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#reject('not_an_object', 'the line is not a JSON object', start, end);
    this.#records.take(this.#sink, this.#line, value as SourceObject, () => text);
  }

  #reject(reason: string, message: string, start: number, end: number): void {
    this.#sink.reject(
      this.#line,
      { reason, message },
      this.#bytes.toString('utf8', start, Math.min(end, start + 2 * RAW_LIMIT)),
    );
  }
}
