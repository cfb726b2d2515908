import type Database from 'better-sqlite3';
import { named, type Rows, type Value } from './columns.ts';

/** The rows of gold_retention_by_cohort, from the first and last day of each user's weeks. */
export function retentionByCohort(db: Database.Database): Rows {
  const months = new Map<string, number>();
  const active = new Map<Value, Set<number>>();
  const rows = db.prepare('select user_id, first_played_on, last_played_on from silver_user_weeks').raw();
  for (const [user, first, last] of rows.iterate() as IterableIterator<[Value, string, string]>) {
    const of = active.get(user) ?? new Set<number>();
    active.set(user, of.add(monthNumber(first, months)).add(monthNumber(last, months)));
  }
  const kept = new Map<number, Map<number, number>>();
  for (const of of active.values()) {
    const cohort = Math.min(...of);
    const counts = kept.get(cohort) ?? new Map<number, number>();
    for (const month of of) counts.set(month - cohort, (counts.get(month - cohort) ?? 0) + 1);
    kept.set(cohort, counts);
  }
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
function monthNumber(date: string, known: Map<string, number>): number {
  const month = known.get(date) ?? Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  known.set(date, month);
  return month;
}
