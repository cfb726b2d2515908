import type Database from 'better-sqlite3';
import type { CheckResult } from '../lakehouse/checks.ts';
import { withShadows } from '../lakehouse/shadows.ts';
import { suiteChecksOn, type SuiteCheck } from './suite.ts';

/** What a relation's suite checks look at. */
export interface SuiteScope {
  relation: string;
  /** Where its rows are: under its own name, or beside it while it is being built. */
  table: string;
  rows: number;
  /** The weeks that were written, where the rest was looked at before; null is all of them. */
  weeks: readonly string[] | null;
  now: Date;
}

const SAMPLE_ROWS = 5;

/** Holds a relation against what the suites say of it. A check that reads a relation that isn't there is left out. */
export function auditSuites(db: Database.Database, scope: SuiteScope): CheckResult[] {
  const exists = db.prepare(`select 1 from main.sqlite_schema where name = ? and type in ('table', 'view')`);
  return suiteChecksOn(scope.relation)
    .filter(check => check.reads.every(name => exists.get(name) !== undefined))
    .map(check => runCheck(db, check, scope));
}

function runCheck(db: Database.Database, check: SuiteCheck, scope: SuiteScope): CheckResult {
  const started = performance.now();
  const { failed, checked, sample } = withShadows(db, shadowsOf(db, check, scope), () => look(db, check, scope));
  return {
    relation: check.on,
    kind: check.id,
    expression: check.says,
    severity: check.severity,
    passed: checked < check.from || failed <= check.at_most * checked,
    rowsFailed: failed,
    rowsChecked: checked,
    sample: failed === 0 ? null : sample,
    seconds: (performance.now() - started) / 1000,
  };
}

interface Found {
  failed: number;
  checked: number;
  /** JSON of the first ones. */
  sample: string;
}

function look(db: Database.Database, check: SuiteCheck, { rows, now }: SuiteScope): Found {
  const checked = check.of === undefined ? rows : Number(statement(db, check.of, now).pluck().get() ?? 0);
  if (checked < check.from) return { failed: 0, checked, sample: '[]' };
  const first: unknown[] = [];
  let failed = 0;
  for (const row of statement(db, check.rows, now).iterate()) {
    failed += 1;
    if (first.length < SAMPLE_ROWS) first.push(row);
  }
  return { failed, checked: Math.max(checked, failed), sample: JSON.stringify(first) };
}

function statement(db: Database.Database, sql: string, now: Date): Database.Statement {
  const prepared = db.prepare(sql);
  return /:now\b/.test(sql) ? prepared.bind({ now: now.toISOString() }) : prepared;
}

/** What each named relation reads as: the one being built as the table beside it, and only the weeks that matter. */
function shadowsOf(db: Database.Database, check: SuiteCheck, scope: SuiteScope): Map<string, string> {
  const { relation, table, weeks } = scope;
  const shadows = new Map<string, string>();
  const some = check.looks_at === 'weeks' && weeks !== null;
  for (const name of [relation, ...check.reads]) {
    const from = `main.${name === relation ? table : name}`;
    if (some && hasWeeks(db, name === relation ? table : name))
      shadows.set(name, `select * from ${from} where week_end in (${weeks.map(quoted).join(', ') || 'null'})`);
    else if (name === relation && table !== relation) shadows.set(name, `select * from ${from}`);
  }
  return shadows;
}

const hasWeeks = (db: Database.Database, table: string): boolean =>
  db.prepare(`select 1 from pragma_table_info(?) where name = 'week_end'`).get(table) !== undefined;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
