import type Database from 'better-sqlite3';
import type { CheckState } from '../../shared/rpc/catalogue.ts';
import { relations } from '../lakehouse/relations.ts';

interface Row extends Omit<CheckState, 'passed'> {
  passed: 0 | 1;
}

/** Every check that a relation declares, as it last ran; those that never did, too. */
export function checkStates(db: Database.Database): CheckState[] {
  const ran = db
    .prepare(
      `select relation, kind, expression, severity, passed, rows_failed as rowsFailed, rows_checked as rowsChecked, sample, seconds,
         checked_at as checkedAt, max(check_id)
       from lake_checks group by relation, kind, expression`,
    )
    .all() as Row[];
  const latest = new Map(ran.map(row => [keyOf(row), row]));
  const declared = relations().flatMap(({ name, header }) =>
    header.checks.map(({ kind, expression, severity }): CheckState => {
      const row = latest.get(keyOf({ relation: name, kind, expression }));
      if (row === undefined) return { ...NEVER, relation: name, kind, expression, severity };
      return {
        ...{ relation: name, kind, expression, severity: row.severity },
        passed: row.passed === 1,
        ...{ rowsFailed: row.rowsFailed, rowsChecked: row.rowsChecked, sample: row.sample },
        ...{ seconds: row.seconds, checkedAt: row.checkedAt },
      };
    }),
  );
  return declared;
}

const NEVER = { passed: null, rowsFailed: 0, rowsChecked: 0, sample: null, seconds: 0, checkedAt: null };

const keyOf = ({ relation, kind, expression }: Pick<CheckState, 'relation' | 'kind' | 'expression'>): string =>
  `${relation}\n${kind}\n${expression}`;
