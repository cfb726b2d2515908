import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { MAX_RECORD_BYTES } from '../formats/delimited-scanner.ts';
import type { Plan } from '../importer.ts';
import { RAW_LIMIT } from './bronze-writer.ts';
import { ObjectRecords } from './object-records.ts';
import type { OpenSink, RowSink } from './record-sink.ts';

/** Longest line: a user with a million items. */
const MAX_LINE_BYTES = 8 * MAX_RECORD_BYTES - 1024;

/** Turns lines of a user and its items into a row a pair. A user without items is no row. */
export class AdjacencyRecords {
  readonly #bytes: Buffer;
  readonly #records: ObjectRecords;
  readonly #sink: RowSink;
  #line = 1;
  #skipping = false;

  constructor(bytes: Buffer, relation: BronzeRelation, plan: Plan, openSink: OpenSink) {
    this.#bytes = bytes;
    this.#records = new ObjectRecords(relation, plan);
    this.#sink = openSink(this.#records.columns, ['user', 'item']);
  }

  read(length: number, last: boolean): number {
    const bytes = this.#bytes.subarray(0, length);
    let position = 0;
    while (position < length) {
      const found = bytes.indexOf(0x0a, position);
      if (found < 0 && !last) return this.#overlong(position, length) ? length : position;
      const end = found < 0 ? length : found;
      if (this.#skipping) this.#skipping = false;
      else this.#take(position, end);
      this.#line += 1;
      position = end + 1;
    }
    return length;
  }

  get fields(): readonly string[] {
    return this.#records.fields;
  }

  finish(): void {}

  #overlong(start: number, length: number): boolean {
    if (this.#skipping) return true;
    if (length - start <= MAX_LINE_BYTES) return false;
    this.#reject('line_too_long', 'the line is longer than 8 MiB', start, length);
    this.#skipping = true;
    return true;
  }

  #take(start: number, end: number): void {
    const text = this.#bytes.latin1Slice(start, end).trim();
    if (text === '') return;
    if (!/^[\x21-\x7e]{1,64}(?:[ \t]+[\x21-\x7e]{1,64})*$/.test(text))
      return this.#reject('not_ids', 'the line is not ids with spaces between them', start, end);
    const [user, ...items] = text.split(/[ \t]+/);
    for (const item of items) this.#records.take(this.#sink, this.#line, { user, item }, () => `${user} ${item}`);
  }

  #reject(reason: string, message: string, start: number, end: number): void {
    const raw = this.#bytes.toString('latin1', start, Math.min(end, start + RAW_LIMIT));
    this.#sink.reject(this.#line, { reason, message }, raw);
  }
}
