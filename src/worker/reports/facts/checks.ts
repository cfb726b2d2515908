import type { Lakehouse } from '../../lakehouse/open.ts';

export interface CheckFact {
  relation: string;
  kind: string;
  expression: string;
  severity: 'warn' | 'error';
  passed: boolean;
  rowsFailed: number;
  rowsChecked: number;
}

/** What the checks last found, and what the imports turned away. */
export interface CheckFacts {
  results: CheckFact[];
  passed: number;
  warned: number;
  failed: number;
  /** When the newest result was found; null where no check ever ran. */
  checkedAt: string | null;
  quarantine: { relation: string; reason: string; rows: number }[];
  /** Plays that were loaded and are left out of every number, by reason. */
  leftOut: { reason: string; rows: number }[];
  rowsIn: number;
  rowsLoaded: number;
}

/** The last result of each check, failures first. */
export function readChecks(lake: Lakehouse): CheckFacts {
  const rows = lake.db
    .prepare(
      `select relation, kind, expression, severity, passed, rows_failed as rowsFailed, rows_checked as rowsChecked, checked_at as checkedAt
       from lake_checks
       where check_id in (select max(check_id) from lake_checks group by relation, kind, expression)
         and relation in (select relation from lake_relations)
       order by passed, severity, rows_failed desc, relation, check_id`,
    )
    .all() as (Omit<CheckFact, 'passed'> & { passed: number; checkedAt: string })[];
  const results = rows.map(({ relation, kind, expression, severity, passed, rowsFailed, rowsChecked }) => ({
    relation,
    kind,
    expression,
    severity,
    passed: passed === 1,
    rowsFailed,
    rowsChecked,
  }));
  const loads = lake.db
    .prepare('select coalesce(sum(rows_in), 0) as rowsIn, coalesce(sum(rows_loaded), 0) as rowsLoaded from lake_loads')
    .get() as { rowsIn: number; rowsLoaded: number };
  return {
    results,
    passed: results.filter(result => result.passed).length,
    warned: results.filter(result => !result.passed && result.severity === 'warn').length,
    failed: results.filter(result => !result.passed && result.severity === 'error').length,
    checkedAt: rows.reduce<string | null>(
      (last, row) => (last === null || row.checkedAt > last ? row.checkedAt : last),
      null,
    ),
    quarantine: lake.db
      .prepare(
        `select relation, reason, count(*) as rows from lake_quarantine where state = 'open'
         group by relation, reason order by rows desc, relation, reason limit 50`,
      )
      .all() as CheckFacts['quarantine'],
    leftOut: readLeftOut(lake),
    ...loads,
  };
}

function readLeftOut({ db }: Lakehouse): CheckFacts['leftOut'] {
  const built = db.prepare(`select 1 from lake_relations where relation = 'silver_rejected_listens'`).get();
  if (built === undefined) return [];
  return db
    .prepare('select reason, count(*) as rows from silver_rejected_listens group by reason order by rows desc, reason')
    .all() as CheckFacts['leftOut'];
}
