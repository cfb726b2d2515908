import type Database from 'better-sqlite3';
import { named, type Rows, type Value } from './columns.ts';
import { addRowTaker } from './take-rows.ts';

/** The rows of gold_retention_by_cohort, from the first and last day of each user's weeks. */
export function retentionByCohort(db: Database.Database): Rows {
  const seen = new Map<Value, { cohort: number; last: number }>();
  const kept = new Map<number, Map<number, number>>();
  const count = (cohort: number, since: number): void => {
    const counts = kept.get(cohort) ?? new Map<number, number>();
    kept.set(cohort, counts.set(since, (counts.get(since) ?? 0) + 1));
  };
  // weeks come in order, so that a user's months do
  addRowTaker(db, 'lake_take_user_week', (_, user: Value, first: string, last: string) => {
    const [from, to] = [monthNumber(first), monthNumber(last)];
    const known = seen.get(user) ?? { cohort: from, last: from - 1 };
    seen.set(user, known);
    for (const month of [from, to]) {
      if (month <= known.last) continue;
      count(known.cohort, month - known.cohort);
      known.last = month;
    }
  });
  db.prepare(
    `select lake_take_user_week(user_id, first_played_on, last_played_on)
     from (select * from silver_user_weeks order by week_end, user_id)`,
  ).get();
  const cells = [...kept]
    .toSorted(([a], [b]) => a - b)
    .flatMap(([cohort, counts]) =>
      [...counts]
        .toSorted(([a], [b]) => a - b)
        .map(([since, users]) => ({ cohort, since, users, all: counts.get(0) ?? 0 })),
    );
  return {
    count: cells.length,
    columns: [
      named(cells.map(({ cohort }) => `${Math.floor(cohort / 12)}-${String((cohort % 12) + 1).padStart(2, '0')}`)),
      { numbers: Int32Array.from(cells, cell => cell.since) },
      { numbers: Int32Array.from(cells, cell => cell.all) },
      { numbers: Int32Array.from(cells, cell => cell.users) },
      { numbers: Float64Array.from(cells, cell => cell.users / cell.all) },
    ],
  };
}

/** Months since year 0. */
const monthNumber = (date: string): number => Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
