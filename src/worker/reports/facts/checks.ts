import { checkStates } from '../../checks/check-states.ts';
import type { Lakehouse } from '../../lakehouse/open.ts';
import { layerOf } from '../../lakehouse/relations.ts';

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

/** The last result of each check that ran, failures first. */
export function readChecks(lake: Lakehouse): CheckFacts {
  const built = new Set(lake.db.prepare('select relation from lake_relations').pluck().all());
  const states = checkStates(lake.db).filter(
    ({ relation, passed }) => passed !== null && (layerOf(relation) === 'bronze' || built.has(relation)),
  );
  const results = states
    .map(({ relation, kind, expression, severity, passed, rowsFailed, rowsChecked }): CheckFact => ({
      ...{ relation, kind, expression, severity },
      passed: passed === true,
      ...{ rowsFailed, rowsChecked },
    }))
    .sort(worstFirst);
  const loads = lake.db
    .prepare('select coalesce(sum(rows_in), 0) as rowsIn, coalesce(sum(rows_loaded), 0) as rowsLoaded from lake_loads')
    .get() as { rowsIn: number; rowsLoaded: number };
  return {
    results,
    passed: results.filter(result => result.passed).length,
    warned: results.filter(result => !result.passed && result.severity === 'warn').length,
    failed: results.filter(result => !result.passed && result.severity === 'error').length,
    checkedAt: states.reduce<string | null>(
      (last, { checkedAt }) => (last === null || (checkedAt ?? '') > last ? checkedAt : last),
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

const rank = ({ passed, severity }: CheckFact): number => (passed ? 2 : severity === 'error' ? 0 : 1);

const worstFirst = (a: CheckFact, b: CheckFact): number => rank(a) - rank(b) || b.rowsFailed - a.rowsFailed;

function readLeftOut({ db }: Lakehouse): CheckFacts['leftOut'] {
  const built = db.prepare(`select 1 from lake_relations where relation = 'silver_rejected_listens'`).get();
  if (built === undefined) return [];
  return db
    .prepare('select reason, count(*) as rows from silver_rejected_listens group by reason order by rows desc, reason')
    .all() as CheckFacts['leftOut'];
}
