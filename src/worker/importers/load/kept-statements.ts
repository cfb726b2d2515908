import type Database from 'better-sqlite3';

/**
 * A statement that is prepared once for a connection and used by every load after that. One that writes fifty rows takes
 * over 100 kB outside of JavaScript's heap until it is collected, which importing many small files puts off for long.
 */
export function keptStatement(db: Database.Database, sql: string): Database.Statement {
  let kept = byConnection.get(db);
  if (kept === undefined) byConnection.set(db, (kept = new Map<string, Database.Statement>()));
  const known = kept.get(sql);
  if (known !== undefined) return known;
  const statement = db.prepare(sql);
  const [oldest] = kept.keys();
  if (kept.size >= MOST && oldest !== undefined) kept.delete(oldest);
  kept.set(sql, statement);
  return statement;
}

const byConnection = new WeakMap<Database.Database, Map<string, Database.Statement>>();
const MOST = 64;
