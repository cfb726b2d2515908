import type Database from 'better-sqlite3';
import { auditSuites } from '../checks/audit-suites.ts';
import type { JobContext } from '../jobs/context.ts';
import { bronzeRelations } from './bronze.ts';
import { builtRelation, inputChange, inputsNow } from './build-inputs.ts';
import type { Lakehouse } from './open.ts';
import { pruneChecks } from './prune-checks.ts';
import { layerOf, relationNamed, relations, type Relation } from './relations.ts';
import type { Check, Severity } from './relation-header.ts';
import { latestSnapshot } from './snapshots.ts';

/** What one expectation found. `sample` is up to five failing rows as JSON. */
export interface CheckResult {
  relation: string;
  /** The directive of a relation's header, or the id of a suite's check. */
  kind: string;
  /** As the header has it, or the sentence of the suite's check. */
  expression: string;
  severity: Severity;
  passed: boolean;
  rowsFailed: number;
  rowsChecked: number;
  sample: string | null;
  seconds: number;
}

export interface CheckSummary {
  results: CheckResult[];
  relations: number;
  passed: number;
  failed: number;
  warned: number;
  seconds: number;
}

const SAMPLE_ROWS = 5;

/** Checks built relations (all with their sources, or those named) against their contracts and the suites, and records what was found. Changes no data. */
export function runChecks(lake: Lakehouse, options: { relations?: string[] }, ctx: JobContext): CheckSummary {
  const started = performance.now();
  const built = new Set(lake.db.prepare('select relation from lake_relations').pluck().all() as string[]);
  const chosen = (options.relations?.map(name => relationNamed(name)) ?? relations()).filter(relation =>
    built.has(relation.name),
  );
  const results: CheckResult[] = options.relations === undefined ? checkSources(lake, ctx) : [];
  for (const [at, relation] of chosen.entries()) {
    ctx.cancel.throwIfRequested();
    ctx.progress({ stage: `check ${relation.name}`, done: at, total: chosen.length, unit: 'steps' });
    const found = audit(lake.db, relation, { table: relation.name, now: ctx.now() });
    const news = isBehind(lake.db, relation) ? besideStanding(lake.db, relation, found) : { told: found, standing: [] };
    lake.db.transaction(() => recordChecks(lake.db, news.told, latestSnapshot(lake.db), ctx)).immediate();
    results.push(...news.told, ...news.standing);
  }
  return {
    results,
    relations: chosen.length,
    passed: results.filter(result => result.passed).length,
    failed: results.filter(result => !result.passed && result.severity === 'error').length,
    warned: results.filter(result => !result.passed && result.severity === 'warn').length,
    seconds: (performance.now() - started) / 1000,
  };
}

/** Looks again at relations that a build found as they should be, but that a check refused before: what it refused has gone. */
export function recheckRefused(lake: Lakehouse, unchanged: readonly string[], ctx: JobContext): void {
  const { db } = lake;
  const refused = db
    .prepare(
      `select distinct relation from lake_checks
       where check_id in (select max(check_id) from lake_checks group by relation, kind, expression)
         and passed = 0 and severity = 'error'`,
    )
    .pluck()
    .all() as string[];
  for (const name of refused.filter(each => unchanged.includes(each))) {
    const found = audit(db, relationNamed(name), { table: name, now: ctx.now() });
    db.transaction(() => recordChecks(db, found, latestSnapshot(db), ctx)).immediate();
  }
}

/** Whether what a relation reads has changed since it was built. */
function isBehind(db: Database.Database, relation: Relation): boolean {
  const before = builtRelation(db, relation.name);
  if (before === undefined) return false;
  const now = inputsNow(db, relation);
  return relation.inputs.some(input => inputChange(before.builtFrom, now, input).kind !== 'none');
}

/**
 * Of a relation whose next build is still to come: what was found in the old rows, less what they can't tell. That they pass
 * a check that refused the newest build says nothing of the new ones, so the failure stands; nor are they as many as the
 * rows of inputs that have grown.
 */
function besideStanding(
  db: Database.Database,
  relation: Relation,
  found: readonly CheckResult[],
): { told: CheckResult[]; standing: CheckResult[] } {
  const failed = db
    .prepare(
      `select kind, expression, severity, rows_failed as rowsFailed, rows_checked as rowsChecked, sample, seconds
       from lake_checks
       where check_id in (select max(check_id) from lake_checks where relation = ? group by kind, expression)
         and passed = 0 and severity = 'error'`,
    )
    .all(relation.name) as Omit<CheckResult, 'relation' | 'passed'>[];
  const standing = failed
    .filter(old => found.some(now => now.passed && now.kind === old.kind && now.expression === old.expression))
    .map(old => ({ ...old, relation: relation.name, passed: false }));
  const told = found.filter(
    now =>
      now.kind !== 'rows_like' && !standing.some(old => old.kind === now.kind && old.expression === now.expression),
  );
  return { told, standing };
}

/** Holds what was loaded against what the suites expect of bronze relations, and records it. */
export function checkSources(lake: Lakehouse, ctx: JobContext): CheckResult[] {
  const rowsOfLoads = lake.db
    .prepare('select coalesce(sum(rows_loaded), 0) from lake_loads where relation = ?')
    .pluck();
  const results = bronzeRelations().flatMap(({ name }) => {
    const rows = Number(rowsOfLoads.get(name));
    return rows === 0 ? [] : auditSuites(lake.db, { relation: name, table: name, rows, weeks: null, now: ctx.now() });
  });
  lake.db.transaction(() => recordChecks(lake.db, results, latestSnapshot(lake.db), ctx)).immediate();
  return results;
}

/** The rows to look at. */
export interface AuditScope {
  table: string;
  /** How many rows the table has, where that is known already. */
  rows?: number;
  /** Limits what is looked at to the rows that a build just wrote. */
  where?: string;
  /** Whether the table itself enforces keys, so that they need no look. */
  keysHold?: boolean;
  /** The clock of checks that ask for it. */
  now?: Date;
}

/** Holds rows against the contract of `relation`, and the suites. All row-wise expectations share one scan; keys that hold cost nothing. */
export function audit(db: Database.Database, relation: Relation, scope: AuditScope): CheckResult[] {
  const { checks, isView } = relation.header;
  const rows = scope.rows ?? Number(db.prepare(`select count(*) from ${scope.table}`).pluck().get());
  const looked = { where: 'true', keysHold: !isView, now: new Date(), ...scope, rows };
  const weeks = scope.where === undefined ? null : weeksWritten(db, relation.name);
  const rowWise = checks.filter(check => condition(check) !== undefined);
  const rest = checks.filter(check => condition(check) === undefined);
  return [
    ...auditRowWise(db, relation, rowWise, looked),
    ...rest.map(check => auditOne(db, relation, check, looked)),
    ...auditSuites(db, { relation: relation.name, table: scope.table, rows, weeks, now: looked.now }),
  ];
}

/** The weeks in which an incremental build has just changed rows; null where its relation has none, or all may have changed. */
function weeksWritten(db: Database.Database, relation: string): string[] | null {
  const deltas = [`delta_${relation}_added`, `delta_${relation}_removed`].filter(
    table =>
      db.prepare(`select 1 from temp.sqlite_schema where name = ?`).get(table) !== undefined &&
      db.prepare(`select 1 from pragma_table_info(?) where name = 'week_end'`).get(table) !== undefined,
  );
  if (deltas.length === 0) return null;
  const weeks = deltas.map(table => `select week_end from temp.${table}`).join(' union ');
  return db.prepare(weeks).pluck().all() as string[];
}

/** Stores results, and drops old ones (`prune-checks.ts`); call it inside a transaction. */
export function recordChecks(
  db: Database.Database,
  results: readonly CheckResult[],
  snapshotId: number,
  ctx: JobContext,
): void {
  const insert = db.prepare(`
    insert into lake_checks (snapshot_id, run_id, relation, kind, expression, severity, passed, rows_failed, rows_checked, sample, seconds, checked_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const at = ctx.now().toISOString();
  for (const r of results) {
    insert.run(
      snapshotId, ctx.runId, r.relation, r.kind, r.expression, r.severity, r.passed ? 1 : 0, r.rowsFailed, r.rowsChecked, r.sample, r.seconds, at,
    ); // prettier-ignore
  }
  for (const relation of new Set(results.map(r => r.relation))) pruneChecks(db, relation);
}

/** The SQL that holds for each good row, where a check is of that sort. NULL counts as failing. */
function condition(check: Check): string | undefined {
  if (check.kind === 'expect') return `(${check.expression})`;
  if (check.kind === 'not_null') return check.columns.map(column => `${column} is not null`).join(' and ');
  return undefined;
}

function auditRowWise(
  db: Database.Database,
  relation: Relation,
  checks: Check[],
  { table, where }: Required<AuditScope>,
): CheckResult[] {
  if (checks.length === 0) return [];
  const started = performance.now();
  const sums = checks.map(check => `coalesce(sum(case when ${condition(check)} then 0 else 1 end), 0)`);
  const [rowsChecked = 0, ...failed] = db
    .prepare(`select count(*), ${sums.join(', ')} from ${table} where ${where}`)
    .raw()
    .get() as number[];
  const seconds = (performance.now() - started) / 1000 / checks.length;
  return checks.map((check, i) => {
    const rowsFailed = failed[i] ?? 0;
    const failing = `select * from ${table} where (${where}) and not coalesce(${condition(check)}, false)`;
    return result(relation, check, rowsFailed, rowsChecked, rowsFailed === 0 ? null : sample(db, failing), seconds);
  });
}

function auditOne(db: Database.Database, relation: Relation, check: Check, scope: Required<AuditScope>): CheckResult {
  const started = performance.now();
  const failing = failingRows(check, scope);
  const rowsFailed =
    failing === undefined ? 0 : Number(db.prepare(`select coalesce(sum(rows), 0) from (${failing})`).pluck().get());
  const rows = failing === undefined || rowsFailed === 0 ? null : sample(db, failing);
  return result(relation, check, rowsFailed, scope.rows, rows, (performance.now() - started) / 1000);
}

/** A query of failing values, each with the number of its `rows`; nothing where the table enforces the check by itself. */
function failingRows(check: Check, { table, rows, where, keysHold }: Required<AuditScope>): string | undefined {
  switch (check.kind) {
    case 'key':
    case 'unique': {
      if (keysHold) return undefined;
      const columns = check.columns.join(', ');
      return `select ${columns}, count(*) as rows from ${table} where ${where} group by ${columns}
        having count(*) > 1 or ${check.columns.map(column => `${column} is null`).join(' or ')}`;
    }
    case 'references':
      return `select ${check.column}, count(*) as rows from ${table} where (${where}) and ${check.column} is not null
        and ${check.column} not in (select ${check.otherColumn} from ${check.relation}) group by ${check.column}`;
    case 'rows_like':
      return `select ${rows} as here, there, abs(there - ${rows}) as rows
        from (${rowsOf(check.relation)}) as counted where there <> ${rows}`;
    case 'expect':
    case 'not_null':
      throw new Error(`${check.kind} is a row-wise check`);
  }
}

/** How many rows a relation has. A bronze relation has what its loads brought, without counting them again. */
const rowsOf = (relation: string): string =>
  layerOf(relation) === 'bronze'
    ? `select coalesce(sum(rows_loaded), 0) as there from lake_loads where relation = '${relation}'`
    : `select count(*) as there from ${relation}`;

function sample(db: Database.Database, failing: string): string {
  return JSON.stringify(db.prepare(`select * from (${failing}) limit ${SAMPLE_ROWS}`).all());
}

function result(
  relation: Relation,
  check: Check,
  rowsFailed: number,
  rowsChecked: number,
  sampled: string | null,
  seconds: number,
): CheckResult {
  const { kind, expression, severity } = check;
  return {
    relation: relation.name,
    kind,
    expression,
    severity,
    passed: rowsFailed === 0,
    rowsFailed,
    rowsChecked,
    sample: sampled,
    seconds,
  };
}
