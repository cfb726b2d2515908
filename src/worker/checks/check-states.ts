import type Database from 'better-sqlite3';
import type { CheckState } from '../../shared/rpc/catalogue.ts';
import { relations } from '../lakehouse/relations.ts';
import { suites } from './suite.ts';

interface Row extends Omit<CheckState, 'passed'> {
  passed: 0 | 1;
}

/** Every check that a relation's header or a suite declares, as it last ran; those that never did, too. */
export function checkStates(db: Database.Database): CheckState[] {
  const ran = db
    .prepare(
      `select relation, kind, expression, severity, passed, rows_failed as rowsFailed, rows_checked as rowsChecked, sample, seconds,
         checked_at as checkedAt
       from lake_checks where check_id in (select max(check_id) from lake_checks group by relation, kind, expression)`,
    )
    .all() as Row[];
  const latest = new Map(ran.map(row => [keyOf(row), row]));
  return declaredChecks().map((check): CheckState => {
    const row = latest.get(keyOf(check));
    return row === undefined ? { ...NEVER, ...check } : { ...row, passed: row.passed === 1 };
  });
}

type Declared = Pick<CheckState, 'relation' | 'kind' | 'expression' | 'severity'>;

function declaredChecks(): Declared[] {
  const headers = relations().flatMap(({ name, header }) =>
    header.checks.map(({ kind, expression, severity }) => ({ relation: name, kind, expression, severity })),
  );
  const others = suites().flatMap(({ checks }) =>
    checks.map(({ on, id, says, severity }) => ({ relation: on, kind: id, expression: says, severity })),
  );
  return [...headers, ...others];
}

const NEVER = { passed: null, rowsFailed: 0, rowsChecked: 0, sample: null, seconds: 0, checkedAt: null };

const keyOf = ({ relation, kind, expression }: Pick<CheckState, 'relation' | 'kind' | 'expression'>): string =>
  `${relation}\n${kind}\n${expression}`;
