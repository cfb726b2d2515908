import { readValue } from '../cells/read-value.ts';
import { ABSENT, JsonMembers, NULL, PARSED, PLAIN } from '../formats/json-members.ts';
import { MAX_RECORD_BYTES } from '../formats/delimited-scanner.ts';
import type { BronzeValue } from '../importer.ts';
import { RAW_LIMIT } from './bronze-writer.ts';
import { asJson, unusedPart, type CompiledRule, type ObjectRecords, type RecordView } from './object-records.ts';
import type { RowSink } from './record-sink.ts';

/**
 * Turns JSON records into rows straight from their bytes, where they are plain: a third faster than by way of objects,
 * because values that nobody wants are passed over, and those for `extra` are copied as they stand. The rows are the
 * same as those of `ObjectRecords.take`, to which it leaves every other record.
 */
export class MemberRecords implements RecordView {
  readonly #bytes: Buffer;
  readonly #records: ObjectRecords;
  readonly #members: JsonMembers;
  readonly #on: boolean;
  /** By place: whether a member goes to `extra`. */
  readonly #isExtra: boolean[] = [];
  #noted = 0;
  /** By rule: the place of its member, once a record had it. */
  readonly #places: number[] = [];

  constructor(bytes: Buffer, records: ObjectRecords) {
    this.#bytes = bytes;
    this.#records = records;
    this.#members = new JsonMembers(bytes);
    this.#on = records.flat;
  }

  /**
   * Gives the record that begins at `start` and ends before `limit` to the sink, as a row or as a rejected one, and says
   * where it ends; -1 where it has to be parsed, or does not end. The bytes must be UTF-8.
   */
  take(sink: RowSink, number: number, start: number, limit: number): number {
    const end = this.#on ? this.#members.scan(start, limit) : -1;
    return end >= 0 && this.#give(sink, number, start, end) ? end : -1;
  }

  /** The same for a record that has to end at `end`. */
  takeWhole(sink: RowSink, number: number, start: number, end: number): boolean {
    return this.#on && this.#members.scan(start, end) === end && this.#give(sink, number, start, end);
  }

  #give(sink: RowSink, number: number, start: number, end: number): boolean {
    if (end - start > MAX_RECORD_BYTES) return false;
    if (this.#noted < this.#members.names.length) this.#noteFields();
    const raw = (): string => this.#bytes.utf8Slice(start, Math.min(end, start + 2 * RAW_LIMIT));
    return this.#records.takeView(sink, number, this, raw);
  }

  read(rule: CompiledRule): BronzeValue | undefined {
    let place = this.#places[rule.index] ?? -1;
    if (place < 0) this.#places[rule.index] = place = this.#members.place(rule.from);
    const kind = rule.prefix === '' ? rule.kind : 'text';
    switch (this.#members.kind(place)) {
      case ABSENT:
      case NULL:
        return null;
      case PLAIN:
        return this.#members.readPlain(kind, place);
      default:
        return readValue(kind, this.#members.value(place));
    }
  }

  source(field: string): unknown {
    const [top = '', ...steps] = field.split('.');
    let value = this.#members.value(this.#members.place(top));
    for (const step of steps) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
    return value;
  }

  extra(): string | null | undefined {
    const members = this.#members;
    let text = '';
    let runStart = -1; // members that stand together, as JSON.stringify would write them, are copied together
    let runEnd = -1;
    for (let i = 0; i < members.count; i += 1) {
      const place = members.order[i] ?? 0;
      if (this.#isExtra[place] !== true || this.#saysNothing(place)) continue;
      const key = members.keyStart(place);
      const end = members.end(place);
      const verbatim =
        members.kind(place) !== PARSED && members.start(place) - key === (members.names[place]?.length ?? 0) + 3;
      if (verbatim && key === runEnd + 1) {
        runEnd = end;
        continue;
      }
      if (runEnd >= 0) text = joined(text, this.#bytes.utf8Slice(runStart, runEnd));
      runStart = verbatim ? key : -1;
      runEnd = verbatim ? end : -1;
      if (verbatim) continue;
      const member = this.#rewritten(place);
      if (member === undefined) return undefined;
      if (member !== '') text = joined(text, member);
    }
    if (runEnd >= 0) text = joined(text, this.#bytes.utf8Slice(runStart, runEnd));
    return text === '' ? null : `${text}}`;
  }

  #saysNothing(place: number): boolean {
    const kind = this.#members.kind(place);
    return kind === NULL || (kind === PLAIN && this.#members.end(place) - this.#members.start(place) === 2);
  }

  /** `"key":value` as JSON.stringify writes it; empty where nothing is left of the value, undefined where it is too deep. */
  #rewritten(place: number): string | undefined {
    const members = this.#members;
    const name = members.names[place] ?? '';
    if (members.kind(place) !== PARSED)
      return `"${name}":${this.#bytes.utf8Slice(members.start(place), members.end(place))}`;
    const value = members.value(place);
    const use = this.#records.useOf(name);
    const partly = typeof use === 'object' && typeof value === 'object' && value !== null;
    const kept = partly ? unusedPart(value as Record<string, unknown>, use) : value;
    if (kept === undefined || kept === '') return '';
    const json = asJson(kept);
    return json === undefined ? undefined : `"${name}":${json}`;
  }

  #noteFields(): void {
    const { names } = this.#members;
    for (; this.#noted < names.length; this.#noted += 1) {
      const name = names[this.#noted] ?? '';
      this.#records.noteField(name);
      this.#isExtra.push(this.#records.useOf(name) !== true);
    }
  }
}

const joined = (text: string, member: string): string => (text === '' ? `{${member}` : `${text},${member}`);
