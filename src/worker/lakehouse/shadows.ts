import type Database from 'better-sqlite3';

/**
 * Runs `body` while each named relation reads as another query: SQLite finds a temporary view before the relation of the
 * same name in the file, so a relation's SQL runs unchanged over the part of its inputs that matters.
 * The queries must name the relations they shadow as `main.relation`.
 */
export function withShadows<T>(db: Database.Database, shadows: ReadonlyMap<string, string>, body: () => T): T {
  const made: string[] = [];
  try {
    for (const [relation, query] of shadows) {
      db.exec(`create temp view ${relation} as ${query}`);
      made.push(relation);
    }
    return body();
  } finally {
    for (const relation of made) db.exec(`drop view temp.${relation}`);
  }
}
