import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LakeStatus } from '../../shared/rpc/lake.ts';
import { bronzeRelations } from '../lakehouse/bronze.ts';
import { relations } from '../lakehouse/relations.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import { coverageOf } from './coverage.ts';
import type { OpenLake } from './open-lake.ts';
import { staleRelations } from './stale.ts';
import { appVersion } from './version.ts';

/** The lakehouse at a glance. Reads bookkeeping alone, so it stays fast at any size. */
export function lakeStatus({ lake, jobs }: OpenLake): LakeStatus {
  const { db } = lake;
  const one = <Row>(sql: string): Row => db.prepare(sql).get() as Row;
  const loads = one<{ loads: number; quarantined: number }>(
    'select count(*) as loads, coalesce(sum(rows_quarantined), 0) as quarantined from lake_loads',
  );
  const busy = jobs.list({ states: ['queued', 'running'], limit: 1 }).length > 0;
  const all = relations();
  return {
    path: lake.path,
    lakeId: String(db.prepare(`select value from lake_meta where key = 'lake_id'`).pluck().get() ?? ''),
    empty: loads.loads === 0 && !busy,
    writable: lake.writable,
    snapshotId: latestSnapshot(db),
    bytes: sizeOf(lake.path),
    walBytes: sizeOf(`${lake.path}-wal`),
    freeBytes: freeBytes(lake.path),
    loads: loads.loads,
    relations: {
      bronze: bronzeRelations().length,
      silver: all.filter(relation => relation.layer === 'silver').length,
      gold: all.filter(relation => relation.layer === 'gold').length,
    },
    listens:
      one<{ rows: number | null }>(
        `select row_id as rows from lake_high_water where relation = 'bronze_fact_listening_events'`,
      ).rows ?? 0,
    ...coverageOf(db),
    lastBuiltAt: one<{ at: string | null }>('select max(built_at) as at from lake_relations').at,
    checks: checkCounts(one),
    quarantined: loads.quarantined,
    stale: staleRelations(db),
    busy,
    versions: {
      app: appVersion,
      node: process.versions.node,
      sqlite: one<{ version: string }>('select sqlite_version() as version').version,
      electron: process.versions['electron'] ?? null,
      chrome: process.versions['chrome'] ?? null,
      platform: `${process.platform}-${process.arch}`,
    },
  };
}

function checkCounts(one: <Row>(sql: string) => Row): LakeStatus['checks'] {
  return one(`
    with latest as (select severity, passed, max(check_id) from lake_checks group by relation, kind, expression)
    select coalesce(sum(passed), 0) as passed,
      coalesce(sum(not passed and severity = 'warn'), 0) as warned,
      coalesce(sum(not passed and severity = 'error'), 0) as failed
    from latest`);
}

const sizeOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(dirname(path));
  return bavail * bsize;
}
