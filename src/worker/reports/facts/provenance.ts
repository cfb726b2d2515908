import type { Lakehouse } from '../../lakehouse/open.ts';
import { latestSnapshot } from '../../lakehouse/snapshots.ts';

/** Which data a report was made from. */
export interface Provenance {
  lakeId: string;
  /** The state of the lakehouse when the report was made. */
  snapshotId: number;
  snapshotAt: string | null;
  loads: LoadFact[];
  /** All loads, of which `loads` holds the newest. */
  loadCount: number;
  relations: RelationFact[];
}

export interface LoadFact {
  file_name: string;
  source: string;
  relation: string;
  rows_loaded: number;
  rows_quarantined: number;
  sha256: string;
  finished_at: string;
}

export interface RelationFact {
  relation: string;
  rows: number;
  mode: string;
  snapshot_id: number;
  built_at: string;
  sql_sha256: string;
}

const LISTED_LOADS = 60;

export function readProvenance(lake: Lakehouse): Provenance {
  const { db } = lake;
  const snapshotId = latestSnapshot(db);
  return {
    lakeId: String(db.prepare(`select value from lake_meta where key = 'lake_id'`).pluck().get() ?? ''),
    snapshotId,
    snapshotAt: (db.prepare('select created_at from lake_snapshots where snapshot_id = ?').pluck().get(snapshotId) ??
      null) as string | null,
    loads: db
      .prepare(
        `select file_name, source, relation, rows_loaded, rows_quarantined, sha256, finished_at
         from lake_loads order by load_id desc limit ?`,
      )
      .all(LISTED_LOADS) as LoadFact[],
    loadCount: Number(db.prepare('select count(*) from lake_loads').pluck().get()),
    relations: db
      .prepare('select relation, rows, mode, snapshot_id, built_at, sql_sha256 from lake_relations order by relation')
      .all() as RelationFact[],
  };
}

/**
 * Whether the lakehouse holds generated plays. The generator marks every song it makes with an ISRC that no agency can
 * have given, which stays true when its files have moved.
 */
export const holdsGeneratedData = (lake: Lakehouse): boolean =>
  lake.db.prepare(`select 1 from bronze_dim_songs where isrc like 'XXT%' limit 1`).get() !== undefined;
