import type Database from 'better-sqlite3';
import { TracklakeError } from '../../shared/errors.ts';
import type { Rows } from './kernels/columns.ts';
import { insertRows } from './kernels/write.ts';
import type { Relation } from './relations.ts';

/** Where a relation is written before it is swapped in. */
export const besideOf = (relation: Relation): string => `lake_beside_${relation.name}`;

/**
 * Writes all rows of a relation into an empty table beside the old one, those of its SELECT where no others are given;
 * answers how many. A broken key throws SQLite's constraint error.
 */
export function writeBeside(db: Database.Database, relation: Relation, given?: Rows): number {
  const beside = besideOf(relation);
  db.exec(`drop table if exists ${beside}`);
  db.exec(createTable(relation, beside));
  const rows = given === undefined ? insertInto(db, relation, beside) : insertRows(db, beside, given);
  createIndexes(db, relation, beside);
  return rows;
}

/** Writes the rows beside without holding them to key or types, to find out which of them broke those. */
export function writeBesideUnchecked(db: Database.Database, relation: Relation): number {
  const beside = besideOf(relation);
  db.exec(`drop table if exists ${beside}`);
  db.exec(`create table ${beside} (${relation.header.columns.map(column => column.name).join(', ')})`);
  return insertInto(db, relation, beside);
}

/** Puts the table beside in the old one's place; call it in the transaction that records the build. */
export function swapIn(db: Database.Database, relation: Relation): void {
  dropRelation(db, relation.name);
  db.exec(`alter table ${besideOf(relation)} rename to ${relation.name}`);
}

export function createView(db: Database.Database, relation: Relation): void {
  dropRelation(db, relation.name);
  db.exec(`create view ${relation.name} as\n${relation.sql}`);
}

/** The declaration of a stored relation: typed columns, clustered by its key. */
export function createTable(relation: Relation, table: string): string {
  const { columns, key } = relation.header;
  const declared = columns.map(column => `${column.name} ${column.type}`).join(',\n  ');
  return `create ${table.startsWith('temp.') ? 'temp ' : ''}table ${table.replace('temp.', '')} (\n  ${declared},\n  primary key (${key.join(', ')})\n) strict, without rowid`;
}

/** Runs a relation's SELECT into `table`, all of it or the rows where a condition holds. Answers how many rows that made. */
export function insertInto(db: Database.Database, relation: Relation, table: string, where?: string): number {
  const names = relation.header.columns.map(column => column.name);
  const given = db
    .prepare(relation.sql)
    .columns()
    .map(column => column.name);
  if (names.join() !== given.join()) {
    throw new TracklakeError(
      'bad_input',
      `${relation.name}.sql: its SELECT gives (${given.join(', ')}), its @columns say (${names.join(', ')})`,
      { file: `${relation.name}.sql` },
    );
  }
  const rows =
    where === undefined
      ? relation.sql
      : `select * from (
${relation.sql}
) where ${where}`;
  return db
    .prepare(
      `insert into ${table} (${names.join(', ')})
${rows}`,
    )
    .run().changes;
}

/** Whether the table beside holds exactly the rows of the old relation. */
export function sameRows(db: Database.Database, relation: Relation): boolean {
  const declared = db.prepare(`select name from pragma_table_info(?)`).pluck().all(relation.name);
  if (declared.join() !== relation.header.columns.map(column => column.name).join()) return false;
  const [a, b] = [relation.name, besideOf(relation)];
  return db.prepare(`select 1 from (select * from ${a} except select * from ${b}) limit 1`).get() === undefined;
}

export function relationExists(db: Database.Database, name: string): boolean {
  return (
    db.prepare(`select 1 from main.sqlite_schema where name = ? and type in ('table', 'view')`).get(name) !== undefined
  );
}

/** Removes what builds that were killed, or that failed their checks, left beside. */
export function dropLeftovers(db: Database.Database): void {
  const left = db
    .prepare(`select name from main.sqlite_schema where type = 'table' and name like 'lake\\_beside\\_%' escape '\\'`)
    .pluck()
    .all();
  for (const name of left) db.exec(`drop table ${String(name)}`);
}

/** Index names are shared by the whole file, so the old and the new relation's take turns. */
function createIndexes(db: Database.Database, relation: Relation, table: string): void {
  const exists = db.prepare(`select 1 from main.sqlite_schema where type = 'index' and name = ?`);
  const create = (kind: string, name: string, columns: string): void => {
    const turn = exists.get(`${name}__a`) === undefined ? 'a' : 'b';
    db.exec(`create ${kind} ${name}__${turn} on ${table} ${columns}`);
  };
  for (const { columns, where } of relation.header.indexes) {
    const some = where === undefined ? '' : ` where ${where}`;
    create('index', `${relation.name}__${columns.join('_')}`, `(${columns.join(', ')})${some}`);
  }
  for (const check of relation.header.checks) {
    if (check.kind === 'unique')
      create('unique index', `${relation.name}__unique_${check.columns.join('_')}`, `(${check.columns.join(', ')})`);
  }
}

function dropRelation(db: Database.Database, name: string): void {
  const type = db.prepare('select type from main.sqlite_schema where name = ?').pluck().get(name);
  if (type !== undefined) db.exec(`drop ${String(type)} ${name}`);
}
