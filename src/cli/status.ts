import { Command } from 'commander';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { openLakehouse, type Lakehouse } from '../worker/lakehouse/open.ts';
import { jsonOption, lakeOption } from './lake-path.ts';
import { byteSize, readable } from './numbers.ts';
import { printJson, printLine, table } from './output.ts';
import { recommenders } from '../worker/recommenders/registry.ts';

/** Models of the next track are served beside those of lists. */
const NEXT_TRACK = recommenders
  .filter(({ task }) => task === 'next-track')
  .map(({ name }) => `'${name}'`)
  .join(', ');

interface Status {
  path: string;
  bytes: number;
  sqlite_version: string;
  snapshot: { snapshot_id: number; kind: string; created_at: string } | null;
  loads: { files: number; rows_loaded: number; rows_quarantined: number; last: string | null };
  relations: { relation: string; rows: number; snapshot_id: number; mode: string; seconds: number; built_at: string }[];
  checks: { passed: number; warnings: number; errors: number };
  served_model: { model_id: string; recommender: string; snapshot_id: number; fitted_at: string } | null;
  jobs: Record<string, number>;
}

/** `tracklake status`: what is in the lakehouse, how fresh it is, and whether it can be trusted. */
export function command(): Command {
  return new Command('status')
    .description('what the lakehouse holds, how fresh it is, and whether its checks pass')
    .addOption(lakeOption())
    .addOption(jsonOption())
    .action(async ({ lake: path, json }: { lake: string; json?: boolean }) => {
      const lake = openLakehouse(resolve(path), { readonly: true });
      try {
        const status = statusOf(lake);
        await (json ? printJson(status) : printLine(statusText(status)));
      } finally {
        lake.close();
      }
    });
}

function statusOf(lake: Lakehouse): Status {
  const one = <Row>(sql: string): Row => lake.db.prepare(sql).get() as Row;
  const all = <Row>(sql: string): Row[] => lake.db.prepare(sql).all() as Row[];
  return {
    path: lake.path,
    bytes: statSync(lake.path).size,
    sqlite_version: one<{ v: string }>('select sqlite_version() as v').v,
    snapshot:
      one<Status['snapshot'] | undefined>(
        'select snapshot_id, kind, created_at from lake_snapshots order by snapshot_id desc limit 1',
      ) ?? null,
    loads: one(`select count(*) as files, coalesce(sum(rows_loaded), 0) as rows_loaded,
                coalesce(sum(rows_quarantined), 0) as rows_quarantined, max(finished_at) as last from lake_loads`),
    relations: all(
      'select relation, rows, snapshot_id, mode, round(seconds, 3) as seconds, built_at from lake_relations order by relation',
    ),
    checks:
      one(`with latest as (select relation, expression, severity, passed, max(check_id) from lake_checks group by relation, expression)
                 select coalesce(sum(passed), 0) as passed, coalesce(sum(not passed and severity = 'warn'), 0) as warnings,
                        coalesce(sum(not passed and severity = 'error'), 0) as errors from latest`),
    served_model:
      one<Status['served_model'] | undefined>(
        `select model_id, recommender, snapshot_id, fitted_at from lake_models where state = 'served' and recommender not in (${NEXT_TRACK}) limit 1`,
      ) ?? null,
    jobs: Object.fromEntries(
      all<{ state: string; n: number }>('select state, count(*) as n from lake_jobs group by state').map(
        ({ state, n }) => [state, n],
      ),
    ),
  };
}

function statusText(status: Status): string {
  const { snapshot, loads, checks, served_model: model } = status;
  const lines = [
    `${status.path}  ${byteSize(status.bytes)}`,
    snapshot === null
      ? 'empty: nothing loaded yet (tracklake import FILE…)'
      : `snapshot ${snapshot.snapshot_id}, after a ${snapshot.kind} at ${snapshot.created_at}`,
    `${readable(loads.files)} files loaded: ${readable(loads.rows_loaded)} rows, ${readable(loads.rows_quarantined)} in quarantine`,
    `checks: ${checks.passed} passed, ${checks.warnings} warnings, ${checks.errors} errors`,
    model === null
      ? 'no model is served yet (tracklake fit)'
      : `serving ${model.recommender} ${model.model_id}, fitted on snapshot ${model.snapshot_id}`,
  ];
  if (status.relations.length === 0) return lines.join('\n');
  const rows = status.relations.map(r => [r.relation, r.rows, r.snapshot_id, r.mode, r.seconds]);
  return `${lines.join('\n')}\n\n${table(['relation', 'rows', 'snapshot', 'built', 'seconds'], rows)}`;
}
