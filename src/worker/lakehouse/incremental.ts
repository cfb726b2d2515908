import type Database from 'better-sqlite3';
import { addedRows, rowsBefore, touchedRows, type Change } from './changes.ts';
import type { IncrementalRule, ReadRule } from './relation-header.ts';
import type { Relation } from './relations.ts';
import { withShadows } from './shadows.ts';
import { createTable, insertInto } from './store.ts';

/** What an incremental run did: how the relation's rows changed, and the condition that finds those to check. */
export interface Increment {
  change: Change;
  rowsAdded: number;
  rowsRemoved: number;
  /** Holds for the rows that this run wrote, and perhaps more. */
  written: string;
}

type Changed = ReadonlyMap<string, Change>;
type ReplaceRule = IncrementalRule & { kind: 'replace' };

/** Takes new rows of the inputs into a built relation, in place; call it in a transaction. The result equals a full build, exactly. */
export function runIncrement(db: Database.Database, relation: Relation, changed: Changed): Increment {
  const rule = relation.header.incremental;
  if (rule === undefined) throw new Error(`${relation.name} has no incremental rule`);
  switch (rule.kind) {
    case 'replace':
      return replacePartitions(db, relation, rule, changed);
    case 'merge':
      return rule.groups.length > 0 ? mergeGroups(db, relation, rule, changed) : merge(db, relation, rule, changed);
    case 'latest':
      return keepLatest(db, relation, rule, changed);
  }
}

/** Temporary tables of earlier builds on this connection are in nobody's way, but hold space. */
export function dropTemporaries(db: Database.Database): void {
  const names = db.prepare(`select name from temp.sqlite_schema where type = 'table'`).pluck().all() as string[];
  for (const name of names) if (/^(delta|next|old|touched|groups)_/.test(name)) db.exec(`drop table temp.${name}`);
}

function replacePartitions(db: Database.Database, relation: Relation, rule: ReplaceRule, changed: Changed): Increment {
  const { name, isView } = { name: relation.name, ...relation.header };
  const inTouched = `${rule.column} in (select value from temp.touched)`;
  findTouched(db, relation, rule, changed);
  if (isView) return seePartitions(db, relation, rule, changed);
  withShadows(db, readShadows(relation, rule, changed), () => {
    db.exec(createTable(relation, `temp.next_${name}`));
    insertInto(db, relation, `temp.next_${name}`, inTouched);
  });
  db.exec(`create temp table old_${name} as select * from main.${name} where ${inTouched}`);
  const increment = settle(
    db,
    relation,
    `temp.old_${name}`,
    `temp.next_${name}`,
    `${rule.column} in (${valuesTouched(db)})`,
  );
  db.exec(`drop table temp.next_${name}; drop table temp.old_${name}; drop table temp.touched`);
  return increment;
}

/** A view holds no rows: its change is what it shows of the touched partitions now, against what it showed before. */
function seePartitions(db: Database.Database, relation: Relation, rule: ReplaceRule, changed: Changed): Increment {
  const now = readShadows(relation, rule, changed);
  const before = new Map(
    [...now].map(([input, query]) => {
      const change = changed.get(input);
      return [input, change === undefined ? query : rowsBefore(query, change)];
    }),
  );
  withShadows(db, before, () => db.exec(`create temp table old_${relation.name} as ${relation.sql}`));
  withShadows(db, now, () => db.exec(`create temp table next_${relation.name} as ${relation.sql}`));
  const increment = difference(db, relation, `temp.old_${relation.name}`, `temp.next_${relation.name}`);
  db.exec(`drop table temp.next_${relation.name}; drop table temp.old_${relation.name}; drop table temp.touched`);
  return { ...increment, written: 'false' };
}

/** The partitions that changed rows belong to, in `temp.touched(value)`. */
function findTouched(db: Database.Database, relation: Relation, rule: ReplaceRule, changed: Changed): void {
  const shadows = new Map([...changed].map(([input, change]) => [input, touchedRows(change)]));
  const found =
    relation.header.touched ?? [...changed.keys()].map(input => `select ${rule.column} from ${input}`).join(' union ');
  db.exec('drop table if exists temp.touched; create temp table touched (value any primary key) strict, without rowid');
  withShadows(db, shadows, () => db.exec(`insert or ignore into temp.touched ${found}`));
}

function readShadows(relation: Relation, rule: ReplaceRule, changed: Changed): Map<string, string> {
  return new Map(
    rule.from.map(input => {
      const read = relation.header.reads.find(candidate => candidate.input === input);
      return [input, readQuery(relation, rule.column, input, read, changed.get(input))];
    }),
  );
}

function readQuery(
  relation: Relation,
  column: string,
  input: string,
  read: ReadRule | undefined,
  change: Change | undefined,
): string {
  if (read?.kind === 'via') {
    const seen = `select * from main.${input} where row_id in (
      select ${read.column} from main.${relation.name} where ${column} in (select value from temp.touched))`;
    return change?.kind === 'rows' ? `${seen} union all select * from ${change.added}` : seen;
  }
  return `select * from main.${input} where ${read?.condition ?? `${column} in (select value from temp.touched)`}`;
}

function valuesTouched(db: Database.Database): string {
  return String(db.prepare(`select coalesce(group_concat(quote(value)), 'null') from temp.touched`).pluck().get());
}

/** Brings a relation's rows from `old` to `next` by deleting and inserting only what differs. */
function settle(db: Database.Database, relation: Relation, old: string, next: string, written: string): Increment {
  const found = difference(db, relation, old, next);
  const [added, removed] = deltaNames(relation);
  deleteKeys(db, relation, `temp.${removed}`);
  db.exec(`insert into main.${relation.name} select * from temp.${added}`);
  return { ...found, written };
}

/** What came and what went between two tables of a relation's rows, kept for the relations that read it. */
function difference(db: Database.Database, relation: Relation, old: string, next: string): Omit<Increment, 'written'> {
  const [added, removed] = deltaNames(relation);
  const isNew = countOf(db, old) === 0;
  db.exec(`create temp table ${added} as select * from ${next}${isNew ? '' : ` except select * from ${old}`}`);
  db.exec(`create temp table ${removed} as select * from ${old}${isNew ? '' : ` except select * from ${next}`}`);
  const [rowsAdded, rowsRemoved] = [countOf(db, `temp.${added}`), countOf(db, `temp.${removed}`)];
  const change: Change =
    rowsAdded + rowsRemoved === 0
      ? { kind: 'none' }
      : { kind: 'rows', added: `temp.${added}`, removed: `temp.${removed}`, rowsAdded, rowsRemoved };
  return { change, rowsAdded, rowsRemoved };
}

type MergeRule = IncrementalRule & { kind: 'merge' };

/** Adds what the new input rows sum up to. Taken-out rows, where the rule only sums, are subtracted. */
function merge(db: Database.Database, relation: Relation, rule: MergeRule, changed: Changed): Increment {
  const shadowsOf = (pick: (change: Change) => string): Map<string, string> =>
    new Map(
      rule.from.map(input => {
        const change = changed.get(input);
        return [input, change === undefined ? `select * from main.${input} where false` : pick(change)];
      }),
    );
  const delta = startDelta(db, relation);
  withShadows(db, shadowsOf(addedRows), () => insertInto(db, relation, delta));
  const hasRemovals = [...changed.values()].some(change => change.kind === 'rows' && change.rowsRemoved > 0);
  if (hasRemovals) {
    const gone = shadowsOf(change =>
      change.kind === 'rows' ? `select * from ${change.removed}` : `${addedRows(change)} where false`,
    );
    subtract(db, relation, rule, delta, gone);
  }
  // what was merged into an input may hold less than nothing
  const canEmpty = hasRemovals || [...changed.values()].some(change => change.kind === 'sums');
  return mergeIn(db, relation, rule, delta, canEmpty);
}

/** For SQL that looks across the rows of a group (a user's week): whole groups are summed as they are now, less as they were. */
function mergeGroups(db: Database.Database, relation: Relation, rule: MergeRule, changed: Changed): Increment {
  const [input, change] = [...changed][0] ?? [];
  if (input === undefined || change?.kind !== 'rows' || changed.size > 1)
    throw new Error(`${relation.name}: one input with rows, please`);
  const groups = rule.groups.join(', ');
  db.exec(`create temp table groups_touched as select distinct ${groups} from (${touchedRows(change)})`);
  const inGroups = `select * from main.${input} where (${groups}) in (select ${groups} from temp.groups_touched)`;
  const delta = startDelta(db, relation);
  withShadows(db, new Map([[input, inGroups]]), () => insertInto(db, relation, delta));
  const isNew = change.rowsRemoved === 0 && countOf(db, `(${inGroups})`) === change.rowsAdded;
  if (!isNew) {
    subtract(db, relation, rule, delta, new Map([[input, rowsBefore(inGroups, change)]]));
  }
  db.exec('drop table temp.groups_touched');
  return mergeIn(db, relation, rule, delta, !isNew);
}

function startDelta(db: Database.Database, relation: Relation): string {
  const delta = `temp.${deltaNames(relation)[0]}`;
  db.exec(createTable(relation, delta));
  return delta;
}

function subtract(
  db: Database.Database,
  relation: Relation,
  rule: MergeRule,
  delta: string,
  shadows: Map<string, string>,
): void {
  const negative = relation.header.columns.map(({ name }) => (rule.columns.has(name) ? `-${name}` : name)).join(', ');
  const gone = `temp.old_${relation.name}`;
  db.exec(createTable(relation, gone));
  withShadows(db, shadows, () => insertInto(db, relation, gone));
  db.exec(
    `insert into ${delta} select ${negative} from ${gone} where true ${onConflict(relation, rule)}; drop table ${gone}`,
  );
}

/** Merges `delta` into the relation; a key whose count (the first merged column) comes to nothing goes, where some can. */
function mergeIn(
  db: Database.Database,
  relation: Relation,
  rule: MergeRule,
  delta: string,
  canEmpty: boolean,
): Increment {
  const { name, header } = relation;
  const sums = [...rule.columns.keys()];
  if (canEmpty) db.exec(`delete from ${delta} where ${sums.map(column => `coalesce(${column}, 0) = 0`).join(' and ')}`);
  const matches = header.key.map(column => `r.${column} = d.${column}`).join(' and ');
  const rowsAdded = countOf(
    db,
    `(select 1 from ${delta} as d where not exists (select 1 from main.${name} as r where ${matches}))`,
  );
  db.exec(`insert into main.${name} select * from ${delta} where true ${onConflict(relation, rule)}`);
  const written = `(${header.key.join(', ')}) in (select ${header.key.join(', ')} from ${delta})`;
  const rowsRemoved = canEmpty
    ? db.prepare(`delete from main.${name} where ${sums[0]} = 0 and ${written}`).run().changes
    : 0;
  const change: Change = countOf(db, delta) === 0 ? { kind: 'none' } : { kind: 'sums', added: delta };
  return { change, rowsAdded, rowsRemoved, written };
}

function onConflict(relation: Relation, rule: MergeRule): string {
  const sets = [...rule.columns].map(([column, how]) => {
    if (how === 'sum') return `${column} = ${column} + excluded.${column}`;
    return `${column} = ${how}(coalesce(${column}, excluded.${column}), coalesce(excluded.${column}, ${column}))`;
  });
  return `on conflict (${relation.header.key.join(', ')}) do update set ${sets.join(', ')}`;
}

function keepLatest(
  db: Database.Database,
  relation: Relation,
  rule: IncrementalRule & { kind: 'latest' },
  changed: Changed,
): Increment {
  const { name, header } = relation;
  const shadows = new Map(
    rule.from.map(input => {
      const change = changed.get(input);
      return [input, change === undefined ? `select * from main.${input} where false` : addedRows(change)];
    }),
  );
  db.exec(createTable(relation, `temp.next_${name}`));
  withShadows(db, shadows, () => insertInto(db, relation, `temp.next_${name}`));
  const matches = header.key.map(column => `r.${column} = n.${column}`).join(' and ');
  db.exec(`delete from temp.next_${name} as n where exists (
    select 1 from main.${name} as r where ${matches} and r.${rule.column} >= n.${rule.column})`);
  db.exec(
    `create temp table old_${name} as select r.* from main.${name} as r join temp.next_${name} as n on ${matches}`,
  );
  const keys = header.key.join(', ');
  const increment = settle(
    db,
    relation,
    `temp.old_${name}`,
    `temp.next_${name}`,
    `(${keys}) in (select ${keys} from temp.${deltaNames(relation)[0]})`,
  );
  db.exec(`drop table temp.next_${name}; drop table temp.old_${name}`);
  return increment;
}

function deleteKeys(db: Database.Database, relation: Relation, from: string): void {
  const keys = relation.header.key.join(', ');
  db.exec(`delete from main.${relation.name} where (${keys}) in (select ${keys} from ${from})`);
}

const deltaNames = (relation: Relation): [string, string] => [
  `delta_${relation.name}_added`,
  `delta_${relation.name}_removed`,
];

const countOf = (db: Database.Database, rows: string): number =>
  Number(db.prepare(`select count(*) from ${rows}`).pluck().get());
