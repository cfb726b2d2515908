import type Database from 'better-sqlite3';
import type { DataDocs, DocumentedCheck, DocumentedSchema, DocumentedSource } from '../../shared/rpc/catalogue.ts';
import { checkStates } from '../checks/check-states.ts';
import { suites } from '../checks/suite.ts';
import { importers } from '../importers/registry.ts';
import { listSourceChanges } from '../lakehouse/ledger-changes.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import { relationDetails } from '../rpc/relation-info.ts';
import { registeredSchemas } from '../schemas/register.ts';
import { shippedSchemas } from '../schemas/shipped.ts';

const HISTORY = 20;
const MOST_LOADS = 200;

/** All that there is to know about a lakehouse from its bookkeeping and declarations; reads no rows of relations. */
export function dataDocs(lake: Lakehouse, now: Date): DataDocs {
  const { db } = lake;
  const checks = documentedChecks(db);
  return {
    madeAt: now.toISOString(),
    lakeId: String(db.prepare(`select value from lake_meta where key = 'lake_id'`).pluck().get() ?? ''),
    snapshotId: latestSnapshot(db),
    suites: suites().map(({ suite, title, description }) => ({ suite, title, description })),
    checks,
    checkSeconds: checks.reduce((sum, { seconds }) => sum + seconds, 0),
    relations: relationDetails(db),
    sources: documentedSources(lake),
    loads: db
      .prepare(
        `select load_id as loadId, source, relation, file_name as fileName, rows_in as rowsIn, rows_loaded as rowsLoaded,
           rows_quarantined as rowsQuarantined, sha256, finished_at as finishedAt
         from lake_loads order by load_id desc limit ${MOST_LOADS}`,
      )
      .all() as DataDocs['loads'],
    schemas: documentedSchemas(db),
  };
}

function documentedChecks(db: Database.Database): DocumentedCheck[] {
  const rows = db
    .prepare(
      `select relation, kind, expression, json_group_array(passed) as history
       from (
         select relation, kind, expression, passed, row_number() over (partition by relation, kind, expression order by check_id desc) as age
         from lake_checks
       )
       where age <= ${HISTORY} group by relation, kind, expression order by age desc`,
    )
    .all() as { relation: string; kind: string; expression: string; history: string }[];
  const known = new Map(
    rows.map(row => [keyOf(row), (JSON.parse(row.history) as DocumentedCheck['history']).toReversed()]),
  );
  return checkStates(db).map(check => ({ ...check, history: known.get(keyOf(check)) ?? [] }));
}

const keyOf = (check: { relation: string; kind: string; expression: string }): string =>
  `${check.relation}\n${check.kind}\n${check.expression}`;

function documentedSources(lake: Lakehouse): DocumentedSource[] {
  const rows = lake.db
    .prepare(
      `select l.source, group_concat(distinct l.relation) as relations, count(*) as loads, sum(l.rows_in) as rowsIn,
         sum(l.rows_loaded) as rowsLoaded, sum(l.bytes) as bytes, min(l.finished_at) as firstLoadAt, max(l.finished_at) as lastLoadAt,
         (select count(*) from lake_quarantine as q join lake_loads as o using (load_id) where o.source = l.source and q.state = 'open') as waiting
       from lake_loads as l group by l.source order by l.source`,
    )
    .all() as (Omit<DocumentedSource, 'title' | 'relations' | 'changes'> & { relations: string })[];
  const changes = listSourceChanges(lake);
  return rows.map(row => ({
    ...row,
    title: importers.find(({ name }) => name === row.source)?.title ?? row.source,
    relations: row.relations.split(',').sort(),
    changes: changes
      .filter(({ source }) => source === row.source)
      .map(({ fileName, added, removed, noticedAt }) => ({
        fileName,
        difference: [...named('new', added), ...named('gone', removed)].join('; '),
        at: noticedAt,
      })),
  }));
}

const named = (word: string, fields: readonly string[]): string[] =>
  fields.length === 0 ? [] : [`${word}: ${fields.join(', ')}`];

function documentedSchemas(db: Database.Database): DocumentedSchema[] {
  const known = new Map(registeredSchemas(db).map(registered => [registered.name, registered]));
  return shippedSchemas().map(({ name, kind, version, schema }) => ({
    name,
    kind,
    version,
    title: schema.title ?? name,
    fields: Object.entries(schema.properties ?? {}).map(([field, limits]) => ({
      name: field,
      type: typeText(limits),
      required: schema.required?.includes(field) ?? false,
      description: String((limits as { description?: unknown }).description ?? ''),
    })),
    registeredAt: known.get(name)?.registeredAt ?? null,
    changes: known.get(name)?.changes ?? [],
  }));
}

function typeText(limits: unknown): string {
  const {
    type,
    anyOf,
    const: only,
  } = (limits ?? {}) as { type?: string | string[]; anyOf?: unknown[]; const?: unknown };
  if (only !== undefined) return JSON.stringify(only);
  if (anyOf !== undefined) return anyOf.map(typeText).join(' or ');
  return (Array.isArray(type) ? type.filter(each => each !== 'null') : [type ?? 'anything']).join(' or ');
}
