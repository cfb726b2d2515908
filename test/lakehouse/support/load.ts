import type { Lakehouse } from '../../../src/worker/lakehouse/open.ts';
import { bronzeRelations } from '../../../src/worker/lakehouse/bronze.ts';

export type BronzeRow = Record<string, string | number | null>;

let made = 0;

/** Puts rows into a bronze relation as one load, the way an importer does: rows, ledger, mark and snapshot in one commit. */
export function loadRows(lake: Lakehouse, relation: string, rows: readonly BronzeRow[]): number {
  const columns = columnsOf(relation);
  return inOneLoad(lake, relation, rows.length, loadId => {
    const insert = lake.db.prepare(
      `insert into lake_${relation} (load_id, line_no, ${columns.join(', ')})
       values (?, ?, ${columns.map(() => '?').join(', ')})`,
    );
    rows.forEach((row, i) => {
      const unknown = Object.keys(row).filter(name => !columns.includes(name));
      if (unknown.length > 0) throw new Error(`${relation} has no column ${unknown.join(', ')}`);
      insert.run(loadId, i + 2, ...columns.map(name => sqlValue(row[name])));
    });
  });
}

/** Whole numbers go in as SQLite integers (better-sqlite3 binds every number as a real). */
export const sqlValue = (value: string | number | null | undefined): string | number | bigint | null =>
  value === undefined ? null : typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;

/** Runs `fill` and makes what it added to `lake_<relation>` visible as one load. Answers the load's id. */
export function inOneLoad(lake: Lakehouse, relation: string, rows: number, fill: (loadId: number) => void): number {
  return lake.db
    .transaction(() => {
      const first = Number(lake.db.prepare(`select coalesce(max(row_id), 0) from lake_${relation}`).pluck().get()) + 1;
      const loadId =
        Number(
          lake.db.prepare(`select coalesce(max(seq), 0) from sqlite_sequence where name = 'lake_loads'`).pluck().get(),
        ) + 1;
      fill(loadId);
      lake.db
        .prepare(
          `insert into lake_loads (load_id, run_id, sha256, source, parser_version, relation, file_name, path, bytes, rows_in,
             rows_loaded, rows_quarantined, row_digest, first_row_id, last_row_id, started_at, finished_at)
           values (?, 'run-test', ?, 'test', 1, ?, 'test.csv', '/test.csv', 0, ?, ?, 0, '', ?, ?, '2025-01-01T00:00:00Z', '2025-01-01T00:00:00Z')`,
        )
        .run(loadId, `test-${(made += 1)}-${loadId}`, relation, rows, rows, first, first + rows - 1);
      lake.db.prepare('update lake_high_water set row_id = ? where relation = ?').run(first + rows - 1, relation);
      lake.db
        .prepare(
          `insert into lake_snapshots (created_at, kind, run_id, detail) values ('2025-01-01T00:00:00Z', 'load', 'run-test', '{}')`,
        )
        .run();
      return loadId;
    })
    .immediate();
}

/** Takes a load's rows out again, as `loads --forget` does. */
export function forgetLoad(lake: Lakehouse, loadId: number): void {
  lake.db
    .transaction(() => {
      const relation = lake.db
        .prepare('select relation from lake_loads where load_id = ?')
        .pluck()
        .get(loadId) as string;
      lake.db.prepare(`delete from lake_${relation} where load_id = ?`).run(loadId);
      lake.db.prepare('delete from lake_loads where load_id = ?').run(loadId);
      lake.db
        .prepare(
          `insert into lake_snapshots (created_at, kind, run_id, detail) values ('2025-01-01T00:00:00Z', 'forget', 'run-test', '{}')`,
        )
        .run();
    })
    .immediate();
}

function columnsOf(relation: string): string[] {
  const found = bronzeRelations().find(known => known.name === relation);
  if (found === undefined) throw new Error(`no bronze relation ${relation}`);
  return found.columns.map(column => column.name);
}
