import type Database from 'better-sqlite3';
import type { JobContext } from '../jobs/context.ts';

export interface Snapshot {
  snapshotId: number;
  createdAt: string;
  kind: 'load' | 'forget' | 'build';
  runId: string;
  /** JSON; of a build: the relations it swapped in, each with what it was built from. */
  detail: string;
}

/** The number of the newest snapshot; 0 in an empty lakehouse. */
export function latestSnapshot(db: Database.Database): number {
  return Number(db.prepare('select coalesce(max(snapshot_id), 0) from lake_snapshots').pluck().get());
}

/** All snapshots, newest first. */
export function snapshots(db: Database.Database, limit = 1000): Snapshot[] {
  return db
    .prepare(
      `select snapshot_id as snapshotId, created_at as createdAt, kind, run_id as runId, detail
       from lake_snapshots order by snapshot_id desc limit ?`,
    )
    .all(limit) as Snapshot[];
}

/** A new snapshot; call it in the transaction that makes the change visible. */
export function addSnapshot(db: Database.Database, kind: Snapshot['kind'], detail: unknown, ctx: JobContext): number {
  const { lastInsertRowid } = db
    .prepare('insert into lake_snapshots (created_at, kind, run_id, detail) values (?, ?, ?, ?)')
    .run(ctx.now().toISOString(), kind, ctx.runId, JSON.stringify(detail));
  return Number(lastInsertRowid);
}

/** Notes in a build's snapshot that one more relation was swapped in, and from what. Same transaction as the swap. */
export function noteInSnapshot(db: Database.Database, snapshotId: number, relation: string, builtFrom: string): void {
  db.prepare(
    `update lake_snapshots set detail = json_set(detail, '$.relations.' || ?, json(?)) where snapshot_id = ?`,
  ).run(relation, builtFrom, snapshotId);
}
