import type Database from 'better-sqlite3';
import { RESOLVE_TRACKS } from '../../shared/resolve/resolve-function.ts';

/** Gives a connection the SQL functions that relations use beyond SQLite's own; cell processes have the same. */
export function addFunctions(db: Database.Database): void {
  const { name, start, step, result } = RESOLVE_TRACKS;
  // the driver hands over any number of arguments; its types know one
  const options: unknown = {
    start,
    step,
    result,
    varargs: true,
    deterministic: true,
    safeIntegers: true,
    directOnly: true,
  };
  db.aggregate(name, options as Database.AggregateOptions);
}
