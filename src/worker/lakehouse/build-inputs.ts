import type Database from 'better-sqlite3';
import { layerOf, type Relation } from './relations.ts';

/** What a relation was, or would now be, made from: the loads of its bronze inputs and the builds of its other inputs. */
export interface BuiltFrom {
  bronze: Record<string, BronzeState>;
  relations: Record<string, number>;
}

export interface BronzeState {
  loads: number[];
  lastRowId: number;
}

/** How one input differs from what a relation was last built from. */
export type InputChange = { kind: 'none' } | { kind: 'appended'; afterRowId: number } | { kind: 'other' };

/** A relation as `lake_relations` records it. */
export interface BuiltRelation {
  relation: string;
  snapshotId: number;
  sqlSha256: string;
  rows: number;
  builtFrom: BuiltFrom;
}

export function builtRelation(db: Database.Database, name: string): BuiltRelation | undefined {
  const row = db
    .prepare('select snapshot_id, sql_sha256, rows, built_from from lake_relations where relation = ?')
    .get(name) as { snapshot_id: number; sql_sha256: string; rows: number; built_from: string } | undefined;
  if (row === undefined) return undefined;
  return {
    relation: name,
    snapshotId: row.snapshot_id,
    sqlSha256: row.sql_sha256,
    rows: row.rows,
    builtFrom: JSON.parse(row.built_from) as BuiltFrom,
  };
}

/** The present state of a relation's inputs. An input that was never built counts as build 0. */
export function inputsNow(db: Database.Database, relation: Relation): BuiltFrom {
  const now: BuiltFrom = { bronze: {}, relations: {} };
  for (const input of relation.inputs) {
    if (layerOf(input) === 'bronze') now.bronze[input] = bronzeState(db, input);
    else now.relations[input] = builtRelation(db, input)?.snapshotId ?? 0;
  }
  return now;
}

/** What happened to one input between two states. A load that came after all others is an append; a forgotten one is not. */
export function inputChange(before: BuiltFrom, now: BuiltFrom, input: string): InputChange {
  const [was, is] = [before.bronze[input], now.bronze[input]];
  if (was === undefined || is === undefined)
    return before.relations[input] === now.relations[input] && is === undefined ? { kind: 'none' } : { kind: 'other' };
  const kept = is.loads.slice(0, was.loads.length);
  if (kept.length !== was.loads.length || kept.some((load, i) => load !== was.loads[i])) return { kind: 'other' };
  return is.lastRowId === was.lastRowId ? { kind: 'none' } : { kind: 'appended', afterRowId: was.lastRowId };
}

function bronzeState(db: Database.Database, relation: string): BronzeState {
  const rows = db
    .prepare('select load_id, coalesce(last_row_id, 0) from lake_loads where relation = ? order by load_id')
    .raw()
    .all(relation) as [number, number][];
  return { loads: rows.map(([load]) => load), lastRowId: rows.reduce((last, [, row]) => Math.max(last, row), 0) };
}
