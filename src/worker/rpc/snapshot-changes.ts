import type Database from 'better-sqlite3';
import type { Snapshot, SnapshotChanges } from '../../shared/rpc/lake.ts';
import type { Snapshot as Stored } from '../lakehouse/snapshots.ts';

/** A snapshot with what made it, read from what the ledger or the build wrote down. */
export function describeSnapshot({ snapshotId, createdAt, runId, kind, detail }: Stored): Snapshot {
  return { snapshotId, createdAt, runId, change: changeOf(kind, JSON.parse(detail) as Record<string, unknown>) };
}

function changeOf(kind: Stored['kind'], detail: Record<string, unknown>): Snapshot['change'] {
  switch (kind) {
    case 'load':
      return {
        kind,
        loadId: Number(detail['load_id'] ?? 0),
        fileName: String(detail['file_name'] ?? ''),
        relation: String(detail['relation'] ?? ''),
        rows: Number(detail['rows'] ?? 0),
      };
    case 'forget':
      return { kind, name: String(detail['name'] ?? ''), rows: Number(detail['rows'] ?? 0) };
    case 'build':
      return { kind, relations: Object.keys((detail['relations'] as object | undefined) ?? {}).sort() };
  }
}

const MOST_LOADS = 500;

/** What happened after snapshot `from` until `to`, added up in SQL: a live stream makes thousands of snapshots a day. */
export function snapshotChanges(db: Database.Database, from: number, to: number): SnapshotChanges {
  const all = <R>(sql: string): R[] => db.prepare(sql).all(from, to) as R[];
  return {
    from,
    to,
    loads: all<SnapshotChanges['loads'][number]>(
      `select detail ->> '$.load_id' as loadId, detail ->> '$.file_name' as fileName,
         detail ->> '$.relation' as relation, detail ->> '$.rows' as rows
       from lake_snapshots where kind = 'load' and snapshot_id > ? and snapshot_id <= ?
       order by snapshot_id desc limit ${MOST_LOADS}`,
    ).reverse(),
    forgotten: all(
      `select detail ->> '$.name' as name, detail ->> '$.rows' as rows
       from lake_snapshots where kind = 'forget' and snapshot_id > ? and snapshot_id <= ? order by snapshot_id`,
    ),
    gained: all(
      `select detail ->> '$.relation' as relation, sum(detail ->> '$.rows') as rows, count(*) as loads
       from lake_snapshots where kind = 'load' and snapshot_id > ? and snapshot_id <= ? group by 1 order by 1`,
    ),
    built: all<{ name: string }>(
      `select distinct relation.key as name from lake_snapshots, json_each(detail, '$.relations') as relation
       where kind = 'build' and snapshot_id > ? and snapshot_id <= ? order by 1`,
    ).map(({ name }) => name),
  };
}
