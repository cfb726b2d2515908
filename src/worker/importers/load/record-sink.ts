import { TracklakeError } from '../../../shared/errors.ts';
import type { BronzeRelation } from '../../lakehouse/bronze.ts';
import type { BronzeValue, ColumnRule, Draft, Plan, Problem } from '../importer.ts';

/** Where typed rows and rejected ones go: the bronze writer, or a preview. */
export interface RowSink {
  add(lineNo: number, values: readonly BronzeValue[]): void;
  reject(lineNo: number, problem: Problem, raw: string): void;
}

/** Called once, before any row: the bronze columns that rows will fill, and the source's fields as far as known. */
export type OpenSink = (columns: readonly string[], fields: readonly string[]) => RowSink;

/** The bronze columns that rules and computing fill, in the relation's order, with `extra` where there are unknown fields. */
export function targetColumns(
  relation: BronzeRelation,
  rules: readonly ColumnRule[],
  computed: readonly string[],
  hasUnknown: boolean,
): string[] {
  const filled = new Set([...rules.map(rule => rule.to), ...computed]);
  if (hasUnknown) filled.add('extra');
  return relation.columns.map(column => column.name).filter(name => filled.has(name));
}

/** Fields that no rule reads and the plan does not ignore; they are kept in `extra`. */
export function unknownFields(plan: Plan, fields: readonly string[]): string[] {
  const used = new Set([...plan.rules.map(rule => rule.from), ...(plan.ignore ?? [])]);
  return fields.filter(field => !used.has(field));
}

/** The row being assembled: one value for each target column. Reused for every row. */
export class RowDraft implements Draft {
  readonly values: BronzeValue[];
  readonly #places: ReadonlyMap<string, number>;
  readonly #source: (field: string) => unknown;

  constructor(columns: readonly string[], source: (field: string) => unknown) {
    this.values = new Array<BronzeValue>(columns.length).fill(null);
    this.#places = new Map(columns.map((column, i) => [column, i]));
    this.#source = source;
  }

  place(column: string): number {
    const place = this.#places.get(column);
    if (place === undefined) throw new TracklakeError('internal', `the plan does not fill ${column}`);
    return place;
  }

  clear(): void {
    this.values.fill(null);
  }

  get(column: string): BronzeValue {
    const place = this.#places.get(column);
    return place === undefined ? null : (this.values[place] ?? null);
  }

  set(column: string, value: BronzeValue): void {
    this.values[this.place(column)] = value;
  }

  source(field: string): unknown {
    return this.#source(field);
  }
}

/** Columns that must not be null once a row is finished, with their places. */
export function requiredPlaces(
  relation: BronzeRelation,
  rules: readonly ColumnRule[],
  draft: RowDraft,
): { name: string; place: number }[] {
  const demanded = new Set(rules.filter(rule => rule.required).map(rule => rule.to));
  return relation.columns
    .filter(column => column.notNull || demanded.has(column.name))
    .map(column => ({ name: column.name, place: draft.place(column.name) }));
}
