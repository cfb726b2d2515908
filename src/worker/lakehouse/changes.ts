import type Database from 'better-sqlite3';
import { inputChange, type BuiltFrom, type BuiltRelation } from './build-inputs.ts';
import { layerOf, relationNamed, type Relation } from './relations.ts';

/**
 * What a build did to a relation's rows. `added` and `removed` name temporary tables with the relation's columns.
 * `rows`: exactly these came and went. `sums`: the rows of `added` were merged in, key by key, by the relation's own rule.
 */
export type Change =
  | { kind: 'none' }
  | { kind: 'all' }
  | { kind: 'rows'; added: string; removed: string; rowsAdded: number; rowsRemoved: number }
  | { kind: 'sums'; added: string };

/** What became of each relation in one build, and the build that it was before. */
export class Changes {
  readonly #known = new Map<string, { before: number; change: Change }>();

  note(relation: string, before: number, change: Change): void {
    this.#known.set(relation, { before, change });
  }

  /** How `input` changed since `built` was built from it; `all` where this build does not know exactly. */
  of(db: Database.Database, input: string, built: BuiltRelation, now: BuiltFrom): Change {
    const change = inputChange(built.builtFrom, now, input);
    if (change.kind === 'none') return { kind: 'none' };
    if (change.kind === 'appended') return appended(db, input, change.afterRowId);
    const known = this.#known.get(input);
    return known !== undefined && known.before === built.builtFrom.relations[input] ? known.change : { kind: 'all' };
  }
}

/** The changed inputs of a relation that takes them in by its rule, or the reason why it must be built in full. */
export function absorbable(relation: Relation, changes: ReadonlyMap<string, Change>): Map<string, Change> | string {
  const rule = relation.header.incremental;
  if (rule === undefined) return 'it has no incremental rule';
  const taken = new Map<string, Change>();
  for (const [input, change] of changes) {
    if (change.kind === 'none') continue;
    if (!rule.from.includes(input)) return `${input} has changed`;
    if (change.kind === 'all') return `${input} was built anew`;
    if (change.kind === 'sums' && !takesSums(relation, input)) return `${input} was merged into`;
    if (change.kind === 'rows' && change.rowsRemoved > 0 && !takesRemovals(relation))
      return `rows of ${input} were taken out`;
    taken.set(input, change);
  }
  return taken;
}

/** What was merged in holds sums, not rows; its keys tell which partitions it touched, where those are parts of the key. */
function takesSums({ header }: Relation, input: string): boolean {
  const rule = header.incremental;
  if (rule?.kind === 'replace') return !header.isView && relationNamed(input).header.key.includes(rule.column);
  return rule?.kind === 'merge';
}

function takesRemovals(relation: Relation): boolean {
  const rule = relation.header.incremental;
  if (rule === undefined || rule.kind === 'latest') return false;
  return rule.kind !== 'merge' || [...rule.columns.values()].every(how => how === 'sum');
}

/** New rows of a bronze relation, as a temporary table that lives until the build ends. */
function appended(db: Database.Database, input: string, afterRowId: number): Change {
  if (layerOf(input) !== 'bronze') throw new Error(`${input} is not appended to`);
  const added = `temp.delta_${input}_after_${afterRowId}`;
  const exists = db.prepare(`select count(*) from temp.sqlite_schema where name = ?`).pluck();
  if (exists.get(added.slice(5)) === 0)
    db.exec(`create temp table ${added.slice(5)} as select * from main.${input} where row_id > ${afterRowId}`);
  const rowsAdded = Number(db.prepare(`select count(*) from ${added}`).pluck().get());
  return { kind: 'rows', added, removed: `(select * from ${added} where false)`, rowsAdded, rowsRemoved: 0 };
}

/** The rows that came, and those that went, as one query over an input's columns. */
export function touchedRows(change: Change): string {
  if (change.kind === 'sums') return `select * from ${change.added}`;
  if (change.kind !== 'rows') throw new Error(`a change of kind ${change.kind} has no rows`);
  return change.rowsRemoved === 0
    ? `select * from ${change.added}`
    : `select * from ${change.added} union all select * from ${change.removed}`;
}

export const addedRows = (change: Change): string => {
  if (change.kind !== 'rows' && change.kind !== 'sums') throw new Error(`a change of kind ${change.kind} has no rows`);
  return `select * from ${change.added}`;
};

/** The rows of `now`, a part of an input that holds all its changed rows, as they were before the change. */
export function rowsBefore(now: string, change: Change): string {
  if (change.kind !== 'rows') throw new Error(`a change of kind ${change.kind} cannot be taken back`);
  const kept = change.rowsAdded === 0 ? now : `select * from (${now} except select * from ${change.added})`;
  return change.rowsRemoved === 0 ? kept : `select * from (${kept}) union all select * from ${change.removed}`;
}
