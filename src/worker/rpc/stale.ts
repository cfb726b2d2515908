import type Database from 'better-sqlite3';
import { relations } from '../lakehouse/relations.ts';

/**
 * Silver and gold relations that were built before the newest change of what they read: a load or a forgotten load of a
 * bronze relation that they reach, directly or through others.
 */
export function staleRelations(db: Database.Database): string[] {
  const changed = new Map(
    db
      .prepare(
        `select json_extract(detail, '$.relation'), max(snapshot_id) from lake_snapshots
         where kind in ('load', 'forget') group by 1`,
      )
      .raw()
      .all() as [relation: string | null, snapshotId: number][],
  );
  const built = db.prepare('select relation, snapshot_id from lake_relations order by relation').raw().all() as [
    string,
    number,
  ][];
  const reached = bronzeReached();
  return built.flatMap(([name, snapshotId]) => {
    const behind = [null, ...(reached.get(name) ?? [])]; // null: a change that names no relation may touch all
    return behind.some(bronze => (changed.get(bronze) ?? 0) > snapshotId) ? [name] : [];
  });
}

/** For each relation the bronze relations behind it. */
function bronzeReached(): Map<string, Set<string>> {
  const reached = new Map<string, Set<string>>();
  for (const relation of relations()) {
    const behind = relation.inputs.flatMap(input =>
      input.startsWith('bronze_') ? [input] : [...(reached.get(input) ?? [])],
    );
    reached.set(relation.name, new Set(behind));
  }
  return reached;
}
