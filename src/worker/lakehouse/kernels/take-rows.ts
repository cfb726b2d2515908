import type Database from 'better-sqlite3';

/**
 * Makes an SQL aggregate that hands each row of a query to `step` (after an argument of no use), and is null itself: no row
 * objects are made, which is twice as fast as iterating. The number of `step`'s parameters is that of the columns and one.
 */
export function addRowTaker(
  db: Database.Database,
  name: string,
  step: (unused: unknown, ...row: never[]) => void,
): void {
  db.aggregate(name, { start: 0, step: step as Database.AggregateOptions['step'], result: () => null });
}
