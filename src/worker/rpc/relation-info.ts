import type Database from 'better-sqlite3';
import { unknownName } from '../../shared/errors.ts';
import type { CheckState, ColumnInfo, RelationDetail, RelationSummary } from '../../shared/rpc/catalogue.ts';
import { readFileSync } from 'node:fs';
import { checkStates } from '../checks/check-states.ts';
import { heldBack } from '../checks/held-back.ts';
import { bronzeRelations, type BronzeRelation } from '../lakehouse/bronze.ts';
import { viewColumns } from '../lakehouse/catalogue.ts';
import type { RelationColumn } from '../lakehouse/relation-header.ts';
import { relations, type Relation } from '../lakehouse/relations.ts';
import { projectFile } from '../project-file.ts';
import { coverageOf, coverageOfColumn, type Coverage } from './coverage.ts';
import { staleRelations } from './stale.ts';

interface BuiltRow {
  relation: string;
  snapshot_id: number;
  mode: 'full' | 'incremental' | 'view';
  rows: number;
  seconds: number;
  built_at: string;
}

interface Known {
  built: Map<string, BuiltRow>;
  marks: Map<string, number>;
  stale: Set<string>;
  checks: CheckState[];
  held: ReadonlyMap<string, RelationSummary['heldBy']>;
  db: Database.Database;
}

/** Every relation that the product declares, built or not, bronze first. Reads bookkeeping alone. */
export function relationSummaries(db: Database.Database): RelationSummary[] {
  const known = knownOf(db);
  return [
    ...bronzeRelations().map(relation => bronzeSummary(relation, known)),
    ...relations().map(relation => builtSummary(relation, known)),
  ];
}

/** One relation with its columns, SQL, lineage and checks. Throws `not_found` with the nearest name. */
export function relationDetail(db: Database.Database, name: string): RelationDetail {
  const known = knownOf(db);
  const bronze = bronzeRelations().find(relation => relation.name === name);
  if (bronze !== undefined) return bronzeDetail(bronze, known);
  const relation = relations().find(each => each.name === name);
  if (relation === undefined) {
    throw unknownName(
      'relation',
      name,
      [...bronzeRelations(), ...relations()].map(each => each.name),
    );
  }
  return builtDetail(relation, known);
}

/** Every relation with all of that. */
export function relationDetails(db: Database.Database): RelationDetail[] {
  const known = knownOf(db);
  return [
    ...bronzeRelations().map(relation => bronzeDetail(relation, known)),
    ...relations().map(relation => builtDetail(relation, known)),
  ];
}

function knownOf(db: Database.Database): Known {
  const checks = checkStates(db);
  const built = db.prepare('select * from lake_relations').all() as BuiltRow[];
  const marks = db.prepare('select relation, row_id from lake_high_water').all() as {
    relation: string;
    row_id: number;
  }[];
  return {
    db,
    checks,
    held: heldBack(checks),
    built: new Map(built.map(row => [row.relation, row])),
    marks: new Map(marks.map(row => [row.relation, row.row_id])),
    stale: new Set(staleRelations(db)),
  };
}

const NOT_BUILT = { builtAt: null, snapshotId: null, stale: false };

function bronzeSummary(relation: BronzeRelation, { marks, checks, held, db }: Known): RelationSummary {
  const rows = marks.get(relation.name) ?? 0;
  return {
    name: relation.name,
    layer: 'bronze',
    grain: relation.grain,
    exists: true,
    rows: rows - forgottenRows(db, relation.name, rows),
    bytes: null,
    columns: relation.columns.length + 3,
    ...NO_DAYS,
    ...NOT_BUILT,
    checks: countsOf(checks.filter(check => check.relation === relation.name)),
    heldBy: held.get(relation.name) ?? null,
  };
}

const NO_DAYS: Coverage = { coveredFrom: null, coveredTo: null };

/** Rows below the mark that belong to no load any more. */
function forgottenRows(db: Database.Database, relation: string, rows: number): number {
  const loaded = db
    .prepare('select coalesce(sum(rows_loaded), 0) from lake_loads where relation = ?')
    .pluck()
    .get(relation);
  return Math.max(0, rows - Number(loaded));
}

function builtSummary({ name, layer, header }: Relation, { built, stale, checks, held, db }: Known): RelationSummary {
  const row = built.get(name);
  return {
    name,
    layer,
    grain: header.grain,
    exists: row !== undefined,
    rows: row?.rows ?? 0,
    bytes: null,
    columns: columnsOf(db, name, header).length,
    ...(row === undefined
      ? NO_DAYS
      : PLAYS.has(name)
        ? coverageOf(db)
        : daysOf(
            db,
            name,
            header.columns.map(column => column.name),
            header,
            row.rows,
          )),
    builtAt: row?.built_at ?? null,
    snapshotId: row?.snapshot_id ?? null,
    stale: stale.has(name),
    checks: countsOf(checks.filter(check => check.relation === name)),
    heldBy: held.get(name) ?? null,
  };
}

const countsOf = (checks: readonly CheckState[]): RelationSummary['checks'] => ({
  passed: checks.filter(check => check.passed === true).length,
  warned: checks.filter(check => check.passed === false && check.severity === 'warn').length,
  failed: checks.filter(check => check.passed === false && check.severity === 'error').length,
});

/** A view's header leaves its columns to its SQL; once it is there, SQLite knows them. */
const columnsOf = (db: Database.Database, name: string, header: Relation['header']): RelationColumn[] =>
  header.isView && header.columns.length === 0 ? viewColumns(db, name) : header.columns;

/** Their days are those of all plays, which smaller relations know. */
const PLAYS = new Set(['silver_plays', 'silver_listens']);

const DAY_COLUMNS = ['week_end', 'played_on', 'month', 'week_start', 'day', 'date'];
const CHEAP_ROWS = 50_000;

/** From a column that leads a key or an index, or from a small relation: never by a long scan. */
function daysOf(
  db: Database.Database,
  name: string,
  columns: readonly string[],
  header: Relation['header'],
  rows: number,
): Coverage {
  const leading = [header.key[0], ...header.indexes.map(index => index.columns[0])];
  const column = DAY_COLUMNS.find(each => columns.includes(each) && (rows <= CHEAP_ROWS || leading.includes(each)));
  return column === undefined || header.isView ? NO_DAYS : coverageOfColumn(db, name, column);
}

const OWN_COLUMNS: readonly ColumnInfo[] = [
  {
    name: 'row_id',
    type: 'integer',
    notNull: true,
    key: true,
    references: null,
    description: 'the row’s place in bronze',
  },
  {
    name: 'load_id',
    type: 'integer',
    notNull: true,
    key: false,
    references: null,
    description: 'the load that brought it',
  },
  {
    name: 'line_no',
    type: 'integer',
    notNull: true,
    key: false,
    references: null,
    description: 'its line in the source file',
  },
];

function bronzeDetail(relation: BronzeRelation, known: Known): RelationDetail {
  return {
    ...bronzeSummary(relation, known),
    columnList: [
      ...OWN_COLUMNS,
      ...relation.columns.map(({ name, type, notNull }) => ({
        name,
        type,
        notNull,
        key: false,
        references: null,
        description: null,
      })),
    ],
    sql: readFileSync(projectFile('src/worker/lakehouse/bronze', `${relation.name}.sql`), 'utf8'),
    mode: null,
    buildSeconds: null,
    upstream: [],
    downstream: downstreamOf(relation.name),
    checkList: known.checks.filter(check => check.relation === relation.name),
  };
}

function builtDetail(relation: Relation, known: Known): RelationDetail {
  const { name, header, sql, inputs } = relation;
  const row = known.built.get(name);
  const required = new Set(
    header.checks.flatMap(check => (check.kind === 'key' || check.kind === 'not_null' ? check.columns : [])),
  );
  return {
    ...builtSummary(relation, known),
    columnList: columnsOf(known.db, name, header).map(column => ({
      name: column.name,
      type: column.type,
      notNull: required.has(column.name),
      key: header.key.includes(column.name),
      references: referenceOf(relation, column.name),
      description: null,
    })),
    sql,
    mode: row?.mode ?? null,
    buildSeconds: row?.seconds ?? null,
    upstream: inputs,
    downstream: downstreamOf(name),
    checkList: known.checks.filter(check => check.relation === name),
  };
}

function referenceOf({ header }: Relation, column: string): ColumnInfo['references'] {
  for (const check of header.checks) {
    if (check.kind === 'references' && check.column === column)
      return { relation: check.relation, column: check.otherColumn };
  }
  return null;
}

const downstreamOf = (name: string): string[] =>
  relations()
    .filter(({ inputs }) => inputs.includes(name))
    .map(each => each.name);
