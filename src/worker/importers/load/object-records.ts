import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import { readValue } from '../cells/read-value.ts';
import { KIND_NAMES } from '../cells/parse-text.ts';
import type { BronzeValue, CellKind, Plan, Problem } from '../importer.ts';
import { requireColumns } from '../mapping.ts';
import { requiredPlaces, RowDraft, targetColumns, type RowSink } from './record-sink.ts';

export interface CompiledRule {
  /** Which of the plan's rules it is. */
  index: number;
  path: readonly string[];
  from: string;
  place: number;
  kind: CellKind;
  prefix: string;
  column: string;
}

export type SourceObject = Readonly<Record<string, unknown>>;

/** A record that is read without being made an object. What it can't read so is undefined, and has to be parsed. */
export interface RecordView {
  /** As `readValue` of the parsed object's value. */
  read(rule: CompiledRule): BronzeValue | undefined;
  /** As `Draft.source`, by the field's name. */
  source(field: string): unknown;
  /** What no rule reads, as JSON; null where nothing is left. */
  extra(): string | null | undefined;
}

/** Turns records that are objects (JSON, Parquet, Arrow, SQLite, XLSX) into typed rows. What no rule reads goes to `extra`. */
export class ObjectRecords {
  readonly columns: readonly string[];
  readonly #plan: Plan;
  readonly #rules: readonly CompiledRule[];
  readonly #draft: RowDraft;
  readonly #extraPlace: number;
  readonly #required: readonly { name: string; place: number }[];
  /** Top-level keys that are read whole or not wanted, and below them the paths that are read. */
  readonly #used: UsedKeys;
  readonly #seen = new Set<string>();
  #object: SourceObject = {};
  #view: RecordView | undefined;

  constructor(relation: BronzeRelation, plan: Plan) {
    const fields = plan.rules.map(rule => rule.from);
    requireColumns(relation, plan.rules, plan.computed ?? [], fields);
    this.#plan = plan;
    this.columns = targetColumns(relation, plan.rules, plan.computed ?? [], true);
    this.#draft = new RowDraft(this.columns, field => this.#source(field) ?? null);
    this.#rules = plan.rules.map((rule, index) => ({
      index,
      path: rule.from.split('.'),
      from: rule.from,
      place: this.#draft.place(rule.to),
      kind: rule.kind,
      prefix: rule.prefix ?? '',
      column: rule.to,
    }));
    this.#extraPlace = this.#draft.place('extra');
    this.#required = requiredPlaces(relation, plan.rules, this.#draft);
    this.#used = usedKeys([...fields, ...(plan.ignore ?? [])]);
  }

  /** The top-level fields that records had so far. */
  get fields(): readonly string[] {
    return [...this.#seen];
  }

  /** What becomes of a top-level field: read or ignored whole (true), in parts, or nothing (it goes to `extra`). */
  useOf(field: string): UsedKeys[string] | undefined {
    return this.#used[field];
  }

  /** Whether every field that is read is a top-level one. */
  get flat(): boolean {
    return this.#rules.every(rule => rule.path.length === 1);
  }

  noteField(field: string): void {
    if (this.#seen.size < MAX_FIELDS_SEEN) this.#seen.add(field);
  }

  /** Gives a record that its view can read to the sink; false where it has to be parsed for that. */
  takeView(sink: RowSink, lineNo: number, view: RecordView, raw: () => string): boolean {
    if (!this.#read(view)) return false;
    this.#view = view;
    const problem = this.#finish();
    this.#view = undefined;
    if (problem === undefined) sink.add(lineNo, this.#draft.values);
    else sink.reject(lineNo, problem, raw());
    return true;
  }

  /** Gives one record to the sink, as a row or as a rejected one. `raw` is its text, asked for only when rejected. */
  take(sink: RowSink, lineNo: number, object: SourceObject, raw: () => string): void {
    const problem = this.#fill(object);
    if (problem === undefined) sink.add(lineNo, this.#draft.values);
    else sink.reject(lineNo, problem, raw());
  }

  #source(field: string): unknown {
    return this.#view === undefined ? valueAt(this.#object, field, field.split('.')) : this.#view.source(field);
  }

  #read(view: RecordView): boolean {
    const { values } = this.#draft;
    this.#draft.clear();
    for (const rule of this.#rules) {
      const value = view.read(rule);
      if (value === undefined) return false;
      values[rule.place] = rule.prefix === '' || value === null ? value : `${rule.prefix}${value}`;
    }
    const extra = view.extra();
    if (extra === undefined) return false;
    values[this.#extraPlace] = extra;
    return true;
  }

  #fill(object: SourceObject): Problem | undefined {
    this.#object = object;
    for (const key in object) if (!this.#seen.has(key)) this.noteField(key);
    const { values } = this.#draft;
    this.#draft.clear();
    for (const rule of this.#rules) {
      const given = valueAt(object, rule.from, rule.path);
      const value = readValue(rule.prefix === '' ? rule.kind : 'text', given);
      if (value === undefined) return unreadable(rule, given);
      values[rule.place] = rule.prefix === '' || value === null ? value : `${rule.prefix}${value}`;
    }
    const extra = this.#extra(object);
    if (typeof extra === 'object') return extra;
    values[this.#extraPlace] = extra ?? null;
    return this.#finish();
  }

  #finish(): Problem | undefined {
    const problem = this.#plan.finish?.(this.#draft);
    if (problem !== undefined) return problem;
    const { values } = this.#draft;
    for (const { name, place } of this.#required)
      if (values[place] === null) return { reason: 'missing_value', message: `${name} is empty`, column: name };
    return undefined;
  }

  /** What is left of the record, as JSON; a problem where it can't be written down. */
  #extra(object: SourceObject): string | undefined | Problem {
    const rest = unusedPart(object, this.#used);
    if (rest === undefined) return undefined;
    return asJson(rest) ?? { reason: 'too_deep', message: 'the record is nested too deeply' };
  }
}

/** Undefined where it is nested too deeply. A replacer for BigInts would cost a third of the time, and few have some. */
export function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    return error instanceof TypeError ? jsonWithBigInts(value) : undefined;
  }
}

function jsonWithBigInts(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
  } catch {
    return undefined;
  }
}

/** Enough for every source; a file whose every record has keys of its own must not fill the memory. */
const MAX_FIELDS_SEEN = 1000;

function unreadable(rule: CompiledRule, given: unknown): Problem {
  const bad = typeof given === 'string' && (given.includes('\0') || !given.isWellFormed());
  if (bad)
    return { reason: 'bad_text', column: rule.column, message: `${rule.column} holds a NUL or half a character` };
  const shown = (typeof given === 'object' ? JSON.stringify(given) : JSON.stringify(String(given))).slice(0, 80);
  return {
    reason: 'wrong_type',
    column: rule.column,
    message: `${rule.column} is not ${KIND_NAMES[rule.kind]}: ${shown}`,
  };
}

/** A value by its key, or by a path with dots where there is no such key. */
function valueAt(object: SourceObject, key: string, path: readonly string[]): unknown {
  if (path.length === 1) return Object.hasOwn(object, key) ? object[key] : undefined;
  if (Object.hasOwn(object, key)) return object[key];
  let value: unknown = object;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

export interface UsedKeys {
  [key: string]: true | UsedKeys;
}

function usedKeys(paths: readonly string[]): UsedKeys {
  const used: UsedKeys = Object.create(null) as UsedKeys;
  for (const path of paths) {
    used[path] = true;
    const [last, ...parents] = path.split('.').reverse();
    let level: UsedKeys | true = used;
    for (const step of parents.reverse()) {
      if (level === true) break;
      level = level[step] ??= Object.create(null) as UsedKeys;
    }
    if (level !== true && last !== undefined) level[last] = true;
  }
  return used;
}

/** The part of a record that no path reads; undefined where nothing is left. Nulls and empty texts say nothing. */
export function unusedPart(object: SourceObject, used: UsedKeys): Record<string, unknown> | undefined {
  let rest: Record<string, unknown> | undefined;
  for (const key in object) {
    const value = object[key];
    const use = used[key];
    if (use === true || value === null || value === undefined || value === '') continue;
    const kept = use === undefined || typeof value !== 'object' ? value : unusedPart(value as SourceObject, use);
    if (kept === undefined) continue;
    rest ??= {};
    if (key === '__proto__') Object.defineProperty(rest, key, { value: kept, enumerable: true });
    else rest[key] = kept;
  }
  return rest;
}
