import type Database from 'better-sqlite3';

/** Silver and gold relations that were built before the newest load or forgotten load. */
export function staleRelations(db: Database.Database): string[] {
  return db
    .prepare(
      `select relation from lake_relations
       where snapshot_id < (select coalesce(max(snapshot_id), 0) from lake_snapshots where kind in ('load', 'forget'))
       order by relation`,
    )
    .pluck()
    .all() as string[];
}
