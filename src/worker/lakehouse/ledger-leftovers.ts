import type Database from 'better-sqlite3';

/**
 * Removes what a load that never committed left behind: rows above the marks, and quarantined rows whose load is not in
 * the ledger. Costs next to nothing when there is nothing. To be called where no other load can be under way: when a
 * writer opens, and by the job thread before and after an import.
 */
export function removeLeftovers(db: Database.Database): { rows: number; quarantined: number } {
  const marks = db.prepare('select relation, row_id as mark from lake_high_water').all() as {
    relation: string;
    mark: number;
  }[];
  let rows = 0;
  for (const { relation, mark } of marks) {
    const some = db.prepare(`select 1 from lake_${relation} where row_id > ? limit 1`).get(mark);
    if (some !== undefined) rows += deleteAbove(db, relation, mark);
  }
  const { changes } = db
    .prepare(
      `delete from lake_quarantine where load_id in (
         select load_id from lake_quarantine except select load_id from lake_loads)`,
    )
    .run();
  return { rows, quarantined: changes };
}

/** In steps, from the top down, so that the write-ahead log stays small and a second crash leaves a clean state too. */
function deleteAbove(db: Database.Database, relation: string, mark: number): number {
  const top = db.prepare(`select max(row_id) from lake_${relation}`).pluck();
  const drop = db.prepare(`delete from lake_${relation} where row_id > ?`);
  let removed = 0;
  for (let last = Number(top.get() ?? mark); last > mark; last -= DELETE_STEP) {
    removed += drop.run(Math.max(mark, last - DELETE_STEP)).changes;
    db.pragma('wal_checkpoint(PASSIVE)');
  }
  return removed;
}

const DELETE_STEP = 200_000;
