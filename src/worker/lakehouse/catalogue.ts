import type Database from 'better-sqlite3';
import { bronzeRelations } from './bronze.ts';
import type { Lakehouse } from './open.ts';
import type { RelationColumn } from './relation-header.ts';
import { layerOf, relations, type Layer } from './relations.ts';
import { relationExists } from './store.ts';
import { storedBytes } from './stored-bytes.ts';

/** What there is to know about one relation without reading its rows. */
export interface RelationDescription {
  name: string;
  layer: Layer;
  /** One sentence: what one row is. */
  grain: string;
  notes: string[];
  kind: 'table' | 'view';
  columns: RelationColumn[];
  key: string[];
  /** Null while it has not been built. */
  built: RelationBuild | null;
  /** The first and last week (or month) that it covers, where its rows belong to weeks or months. */
  covers: { first: string; last: string } | null;
  /** The bytes of its table and indexes, or null for a view. */
  bytes: number | null;
  checks: { passed: number; warned: number; failed: number; checkedAt: string | null };
  reads: string[];
  readBy: string[];
  sql: string;
}

export interface RelationBuild {
  snapshotId: number;
  rows: number;
  mode: 'full' | 'incremental' | 'view';
  seconds: number;
  builtAt: string;
  /** Whether its file's SQL is what it was built with. */
  isCurrentSql: boolean;
}

/** Every relation of the three layers, bronze first, each after what it reads. Cheap enough for a page that opens at once, but for `bytes`. */
export function describeRelations(lake: Lakehouse, options: { bytes?: boolean } = {}): RelationDescription[] {
  const { db } = lake;
  const bytes = options.bytes === false ? new Map<string, number>() : storedBytes(db);
  const readBy = (name: string): string[] =>
    relations()
      .filter(relation => relation.inputs.includes(name))
      .map(relation => relation.name);
  const bronze = bronzeRelations().map((relation): RelationDescription => {
    const { name, grain } = relation;
    return {
      name,
      layer: 'bronze',
      grain,
      notes: [],
      kind: 'table',
      columns: [...BRONZE_COLUMNS, ...relation.columns.map(({ name: column, type }) => ({ name: column, type }))],
      key: ['row_id'],
      built: bronzeBuild(db, name),
      covers: null,
      bytes: bytes.get(`lake_${name}`) ?? null,
      checks: checkState(db, name),
      reads: [],
      readBy: readBy(name),
      sql: `select * from ${name}`,
    };
  });
  const built = relations().map((relation): RelationDescription => ({
    name: relation.name,
    layer: layerOf(relation.name),
    grain: relation.header.grain,
    notes: relation.header.notes,
    kind: relation.header.isView ? 'view' : 'table',
    columns: relation.header.isView ? viewColumns(db, relation.name) : relation.header.columns,
    key: relation.header.key,
    built: relationBuild(db, relation.name, relation.sha256),
    covers: coverage(db, relation.name, relation.header.columns),
    bytes: bytes.get(relation.name) ?? null,
    checks: checkState(db, relation.name),
    reads: relation.inputs,
    readBy: readBy(relation.name),
    sql: relation.sql,
  }));
  return [...bronze, ...built];
}

const BRONZE_COLUMNS: RelationColumn[] = [
  { name: 'row_id', type: 'integer' },
  { name: 'load_id', type: 'integer' },
  { name: 'line_no', type: 'integer' },
];

function bronzeBuild(db: Database.Database, name: string): RelationBuild | null {
  const row = db
    .prepare('select sum(rows_loaded) as rows, max(finished_at) as builtAt from lake_loads where relation = ?')
    .get(name) as { rows: number | null; builtAt: string | null };
  if (row.rows === null || row.builtAt === null) return null;
  const snapshotId = Number(
    db
      .prepare(`select coalesce(max(snapshot_id), 0) from lake_snapshots where kind in ('load', 'forget')`)
      .pluck()
      .get(),
  );
  return { snapshotId, rows: row.rows, mode: 'incremental', seconds: 0, builtAt: row.builtAt, isCurrentSql: true };
}

function relationBuild(db: Database.Database, name: string, sha256: string): RelationBuild | null {
  const row = db
    .prepare(
      `select snapshot_id as snapshotId, rows, mode, seconds, built_at as builtAt, sql_sha256 = ? as isCurrentSql
       from lake_relations where relation = ?`,
    )
    .get(sha256, name) as (Omit<RelationBuild, 'isCurrentSql'> & { isCurrentSql: number }) | undefined;
  return row === undefined ? null : { ...row, isCurrentSql: row.isCurrentSql === 1 };
}

/** The outcome of the newest run of each check of a relation. */
function checkState(db: Database.Database, name: string): RelationDescription['checks'] {
  return db
    .prepare(
      `with newest as (
         select passed, severity, checked_at, row_number() over (partition by kind, expression order by check_id desc) as age
         from lake_checks where relation = ?
       )
       select
         coalesce(sum(passed), 0) as passed,
         coalesce(sum(passed = 0 and severity = 'warn'), 0) as warned,
         coalesce(sum(passed = 0 and severity = 'error'), 0) as failed,
         max(checked_at) as checkedAt
       from newest where age = 1`,
    )
    .get(name) as RelationDescription['checks'];
}

export function viewColumns(db: Database.Database, name: string): RelationColumn[] {
  if (!relationExists(db, name)) return [];
  return (db.prepare('select name from pragma_table_info(?)').pluck().all(name) as string[]).map(column => ({
    name: column,
    type: 'any',
  }));
}

/** Reads the two ends of the first key column where that is a week, month or day: two seeks in the clustered table. */
function coverage(db: Database.Database, name: string, columns: RelationColumn[]): RelationDescription['covers'] {
  const column = ['week_end', 'month', 'date'].find(candidate => candidate === columns[0]?.name);
  if (column === undefined || !relationExists(db, name)) return null;
  const ends = db
    .prepare(
      `select (select min(${column}) from ${name} where ${column} > '') as first, (select max(${column}) from ${name}) as last`,
    )
    .get() as { first: string | null; last: string | null };
  return ends.first === null || ends.last === null ? null : { first: ends.first, last: ends.last };
}
