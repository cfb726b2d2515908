import { nextLoadId } from './ledger.ts';
import type { Lakehouse } from './open.ts';

/**
 * Removes what a load that never committed left behind: rows above the marks, and quarantined rows whose load is not in
 * the ledger. Costs next to nothing when there is nothing.
 */
export function removeLeftovers(lake: Lakehouse): { rows: number; quarantined: number } {
  const marks = lake.db.prepare('select relation, row_id as mark from lake_high_water').all() as {
    relation: string;
    mark: number;
  }[];
  let rows = 0;
  for (const { relation, mark } of marks) {
    const some = lake.db.prepare(`select 1 from lake_${relation} where row_id > ? limit 1`).get(mark);
    if (some !== undefined) rows += deleteAbove(lake, relation, mark);
  }
  const { changes } = lake.db
    .prepare('delete from lake_quarantine where load_id >= ? and load_id not in (select load_id from lake_loads)')
    .run(nextLoadId(lake));
  return { rows, quarantined: changes };
}

/** In steps, from the top down, so that the write-ahead log stays small and a second crash leaves a clean state too. */
function deleteAbove(lake: Lakehouse, relation: string, mark: number): number {
  const top = lake.db.prepare(`select max(row_id) from lake_${relation}`).pluck();
  const drop = lake.db.prepare(`delete from lake_${relation} where row_id > ?`);
  let removed = 0;
  for (let last = Number(top.get() ?? mark); last > mark; last -= DELETE_STEP) {
    removed += drop.run(Math.max(mark, last - DELETE_STEP)).changes;
    lake.db.pragma('wal_checkpoint(PASSIVE)');
  }
  return removed;
}

const DELETE_STEP = 200_000;
