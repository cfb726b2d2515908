import type { DatabaseSync } from 'node:sqlite';
import { RESOLVE_TRACKS } from '../../shared/resolve/resolve-function.ts';

/** Gives a connection the SQL functions that relations use beyond SQLite's own, so that their files run in a cell. */
export function addFunctions(db: DatabaseSync): void {
  const { name, start, step, result } = RESOLVE_TRACKS;
  // what is gathered may be an object; the types know SQL values
  const options: unknown = {
    start,
    step,
    result,
    varargs: true,
    deterministic: true,
    useBigIntArguments: true,
    directOnly: true,
  };
  db.aggregate(name, options as Parameters<DatabaseSync['aggregate']>[1]);
}
