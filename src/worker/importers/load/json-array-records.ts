import { isUtf8 } from 'node:buffer';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { parseJson } from '../cells/parse-json.ts';
import { JsonArrayScanner, type ElementHandler } from '../formats/json-array-scanner.ts';
import type { JsonArrayFormat, Plan } from '../importer.ts';
import { RAW_LIMIT } from './bronze-writer.ts';
import { MemberRecords } from './member-records.ts';
import { ObjectRecords, type SourceObject } from './object-records.ts';
import type { OpenSink, RowSink } from './record-sink.ts';

/** Turns the elements of one JSON array into typed rows. Records are numbered, because such files often have one line. */
export class JsonArrayRecords implements ElementHandler {
  readonly #bytes: Buffer;
  readonly #records: ObjectRecords;
  readonly #plain: MemberRecords;
  readonly #sink: RowSink;
  readonly #scanner: JsonArrayScanner;
  /** Whether all elements of what is read now are UTF-8. */
  #utf8 = false;

  constructor(bytes: Buffer, relation: BronzeRelation, plan: Plan, format: JsonArrayFormat, openSink: OpenSink) {
    this.#bytes = bytes;
    this.#records = new ObjectRecords(relation, plan);
    this.#plain = new MemberRecords(bytes, this.#records);
    this.#scanner = new JsonArrayScanner(format.under, this);
    this.#sink = openSink(
      this.#records.columns,
      plan.rules.map(rule => rule.from),
    );
  }

  /** Reads the whole elements among the first `length` bytes; returns how many bytes they took. */
  read(length: number, last: boolean): number {
    // The last character may be cut off, but not within an element that ends.
    this.#utf8 = isUtf8(this.#bytes.subarray(0, this.#bytes.lastIndexOf(CLOSE_BRACE, length - 1) + 1));
    return this.#scanner.scan(this.#bytes, length, last);
  }

  get fields(): readonly string[] {
    return this.#records.fields;
  }

  finish(): void {
    this.#scanner.finish();
  }

  take(number: number, start: number, length: number): number {
    return this.#utf8 ? this.#plain.take(this.#sink, number, start, length) : -1;
  }

  broken(number: number, reason: keyof typeof BROKEN, start: number, end: number): void {
    this.#reject(number, reason, BROKEN[reason], start, end);
  }

  element(number: number, start: number, end: number): void {
    if (!isUtf8(this.#bytes.subarray(start, end)))
      return this.#reject(number, 'not_utf8', 'the record is not UTF-8', start, end);
    let value: unknown;
    try {
      value = parseJson(this.#bytes.utf8Slice(start, end));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return this.#reject(number, 'not_json', `the record is not JSON: ${why.slice(0, 120)}`, start, end);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#reject(number, 'not_an_object', 'the record is not a JSON object', start, end);
    this.#records.take(this.#sink, number, value as SourceObject, () => this.#raw(start, end));
  }

  #reject(number: number, reason: string, message: string, start: number, end: number): void {
    this.#sink.reject(number, { reason, message }, this.#raw(start, end));
  }

  #raw(start: number, end: number): string {
    return this.#bytes.toString('utf8', start, Math.min(end, start + 2 * RAW_LIMIT));
  }
}

const CLOSE_BRACE = 0x7d;

const BROKEN = {
  record_too_long: 'the record is longer than 1 MiB',
  cut_off: 'the file ends within the record',
  after_the_end: 'there is text after the end of the array',
};
