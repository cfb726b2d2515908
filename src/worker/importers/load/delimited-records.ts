import { TracklakeError } from '../../../shared/errors.ts';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { ByteCells } from '../cells/read-bytes.ts';
import { KIND_NAMES } from '../cells/parse-text.ts';
import { DelimitedScanner, MAX_FIELDS, type BrokenReason, type RecordHandler } from '../formats/delimited-scanner.ts';
import type { CellKind, DelimitedFormat, Plan, Problem } from '../importer.ts';
import { distinctNames } from '../distinct-names.ts';
import { requireColumns } from '../mapping.ts';
import { requiredPlaces, RowDraft, targetColumns, unknownFields, type OpenSink, type RowSink } from './record-sink.ts';
import { RAW_LIMIT } from './bronze-writer.ts';

interface CompiledRule {
  field: number;
  place: number;
  kind: CellKind;
  prefix: string;
  column: string;
}

/** Turns delimited bytes into typed rows. Its columns are known once the header is (`onHeader`), before any row. */
export class DelimitedRecords implements RecordHandler {
  readonly #scanner: DelimitedScanner;
  readonly #cells: ByteCells;
  readonly #bytes: Buffer;
  readonly #relation: BronzeRelation;
  readonly #plan: Plan;
  readonly #format: DelimitedFormat;
  readonly #onHeader: OpenSink;
  #sink: RowSink | undefined;
  #fields: readonly string[] = [];
  #fieldCount = 0;
  #rules: CompiledRule[] = [];
  #unknown: { field: number; name: string }[] = [];
  #draft = new RowDraft([], () => null);
  #extraPlace = -1;
  #required: { name: string; place: number }[] = [];

  constructor(bytes: Buffer, relation: BronzeRelation, plan: Plan, format: DelimitedFormat, onHeader: OpenSink) {
    this.#bytes = bytes;
    this.#relation = relation;
    this.#plan = plan;
    this.#format = format;
    this.#onHeader = onHeader;
    this.#cells = new ByteCells(bytes, format.encoding);
    this.#scanner = new DelimitedScanner(format.delimiter, format.quotes, this);
    if (format.columns !== 'header') this.#begin(format.columns);
  }

  /** Reads the whole records among the first `length` bytes of the buffer; returns how many bytes they took. */
  read(length: number, last: boolean): number {
    return this.#scanner.scan(this.#bytes, length, last);
  }

  get fields(): readonly string[] {
    return this.#fields;
  }

  /** Ends the file. Throws when a header was due and there was none. */
  finish(): void {
    if (this.#sink === undefined) throw new TracklakeError('bad_input', 'the file is empty: there is no header line');
  }

  record(line: number, count: number, start: number, end: number): void {
    const sink = this.#sink;
    if (this.#format.comment !== undefined && this.#bytes[start] === HASH) return;
    if (sink === undefined) return this.#begin(this.#headerNames(count));
    const problem = this.#fill(count);
    if (problem === undefined) sink.add(line, this.#draft.values);
    else sink.reject(line, problem, this.#raw(start, end));
  }

  broken(line: number, reason: BrokenReason, start: number, end: number): void {
    if (this.#sink === undefined)
      throw new TracklakeError('bad_input', `line ${line}: the header can't be read: ${BROKEN[reason]}`, { line });
    this.#sink.reject(line, { reason, message: BROKEN[reason] }, this.#raw(start, end));
  }

  #fill(count: number): Problem | undefined {
    if (count !== this.#fieldCount) return this.#wrongCount(count);
    const { starts, ends, marks } = this.#scanner;
    const values = this.#draft.values;
    if (this.#plan.computed !== undefined) this.#draft.clear();
    for (const rule of this.#rules) {
      const { field, kind, prefix } = rule;
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      const value = this.#cells.read(prefix === '' ? kind : 'text', start, end, marks[field] ?? 0);
      if (value === undefined) return this.#unreadable(rule, start, end, marks[field] ?? 0);
      values[rule.place] = prefix === '' || value === null ? value : `${prefix}${value}`;
    }
    if (this.#extraPlace >= 0) {
      const problem = this.#fillExtra();
      if (problem !== undefined) return problem;
    }
    const problem = this.#plan.finish?.(this.#draft);
    if (problem !== undefined) return problem;
    for (const { name, place } of this.#required)
      if (values[place] === null) return { reason: 'missing_value', message: `${name} is empty`, column: name };
    return undefined;
  }

  #fillExtra(): Problem | undefined {
    const { starts, ends, marks } = this.#scanner;
    let extra: Record<string, string> | undefined;
    for (const { field, name } of this.#unknown) {
      const start = starts[field] ?? 0;
      const end = ends[field] ?? 0;
      if (end === start) continue;
      const text = this.#cells.text(start, end, marks[field] ?? 0);
      if (text === undefined) return this.#badText(name);
      extra ??= {};
      extra[name] = text;
    }
    this.#draft.values[this.#extraPlace] = extra === undefined ? null : JSON.stringify(extra);
    return undefined;
  }

  #unreadable(rule: CompiledRule, start: number, end: number, mark: number): Problem {
    const text = this.#cells.text(start, end, mark);
    if (text === undefined) return this.#badText(rule.column);
    return {
      reason: 'wrong_type',
      message: `${rule.column} is not ${KIND_NAMES[rule.kind]}: ${JSON.stringify(text.slice(0, 80))}`,
      column: rule.column,
    };
  }

  #badText(column: string): Problem {
    const reason = this.#cells.badText ?? 'not_utf8';
    return { reason, column, message: `${column} ${reason === 'not_utf8' ? 'is not UTF-8' : 'holds a NUL byte'}` };
  }

  #wrongCount(count: number): Problem {
    return {
      reason: count < this.#fieldCount ? 'missing_fields' : 'too_many_fields',
      message: `${count} field${count === 1 ? '' : 's'} instead of ${this.#fieldCount}`,
    };
  }

  #raw(start: number, end: number): string {
    const cut = this.#bytes.subarray(start, Math.min(end, start + RAW_LIMIT * 2));
    return cut.toString(this.#format.encoding === 'latin-1' ? 'latin1' : 'utf8');
  }

  #headerNames(count: number): string[] {
    if (count > MAX_FIELDS)
      throw new TracklakeError('limit', `the header has ${count} columns; ${MAX_FIELDS} are the most that can be read`);
    const { starts, ends, marks } = this.#scanner;
    const names = Array.from({ length: count }, (_, i) => {
      const text = this.#cells.text(starts[i] ?? 0, ends[i] ?? 0, marks[i] ?? 0);
      if (text === undefined) throw new TracklakeError('bad_input', `line 1: column ${i + 1} of the header is no text`);
      return text.trim();
    });
    return distinctNames(names);
  }

  #begin(fields: readonly string[]): void {
    const plan = this.#plan;
    requireColumns(this.#relation, plan.rules, plan.computed ?? [], fields);
    this.#fields = fields;
    this.#fieldCount = fields.length;
    const unknown = unknownFields(plan, fields);
    const rules = plan.rules.filter(rule => fields.includes(rule.from));
    const columns = targetColumns(this.#relation, rules, plan.computed ?? [], unknown.length > 0);
    this.#draft = new RowDraft(columns, field => this.#sourceText(field));
    this.#rules = rules.map(rule => ({
      field: fields.indexOf(rule.from),
      place: this.#draft.place(rule.to),
      kind: rule.kind,
      prefix: rule.prefix ?? '',
      column: rule.to,
    }));
    this.#unknown = unknown.map(name => ({ field: fields.indexOf(name), name }));
    this.#extraPlace = unknown.length > 0 ? this.#draft.place('extra') : -1;
    this.#required = requiredPlaces(this.#relation, rules, this.#draft);
    this.#scanner.expect(fields.length);
    this.#sink = this.#onHeader(columns, fields);
  }

  #sourceText(name: string): string | null {
    const field = this.#fields.indexOf(name);
    if (field < 0) return null;
    const { starts, ends, marks } = this.#scanner;
    return this.#cells.text(starts[field] ?? 0, ends[field] ?? 0, marks[field] ?? 0) || null;
  }
}

const HASH = 0x23;

const BROKEN: Record<BrokenReason, string> = {
  line_too_long: 'the line is longer than 1 MiB',
  unclosed_quote: 'a quoted field is never closed',
  text_after_quote: 'there is text after a closing quote',
};
