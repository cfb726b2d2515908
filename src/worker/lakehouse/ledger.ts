import { TracklakeError } from '../../shared/errors.ts';
import type { LoadContext } from '../jobs/context.ts';
import type { Lakehouse } from './open.ts';

/** One accepted source file, as `lake_loads` keeps it. Times are ISO 8601 in UTC. */
export interface Load {
  loadId: number;
  runId: string;
  sha256: string;
  source: string;
  parserVersion: number;
  /** With its prefix: bronze_dim_users. */
  relation: string;
  fileName: string;
  path: string;
  bytes: number;
  /** The fields of the file and what became of them, as JSON; null for rows made inside. */
  mapping: string | null;
  rowsIn: number;
  rowsLoaded: number;
  rowsQuarantined: number;
  rowDigest: string;
  firstRowId: number | null;
  lastRowId: number | null;
  startedAt: string;
  finishedAt: string;
}

/** What a load's last commit needs to know of what was written. */
export type Written = Pick<
  Load,
  'rowsIn' | 'rowsLoaded' | 'rowsQuarantined' | 'rowDigest' | 'firstRowId' | 'lastRowId'
>;

/** What is known of a load before its rows are. */
export type LoadOrigin = Omit<Load, keyof Written | 'loadId' | 'runId' | 'finishedAt'>;

const COLUMNS = `load_id as loadId, run_id as runId, sha256, source, parser_version as parserVersion, relation,
  file_name as fileName, path, bytes, mapping, rows_in as rowsIn, rows_loaded as rowsLoaded,
  rows_quarantined as rowsQuarantined, row_digest as rowDigest, first_row_id as firstRowId, last_row_id as lastRowId,
  started_at as startedAt, finished_at as finishedAt`;

/** All loads, oldest first. */
export function listLoads(lake: Lakehouse): Load[] {
  return lake.db.prepare(`select ${COLUMNS} from lake_loads order by load_id`).all() as Load[];
}

export function loadBySha(lake: Lakehouse, sha256: string): Load | undefined {
  return lake.db.prepare(`select ${COLUMNS} from lake_loads where sha256 = ?`).get(sha256) as Load | undefined;
}

/** A load by its id or its file's name (the newest of that name). Throws `not_found`. */
export function findLoad(lake: Lakehouse, idOrFileName: number | string): Load {
  const where =
    typeof idOrFileName === 'number' ? 'load_id = ?' : 'file_name = ? or path = ? order by load_id desc limit 1';
  const parameters = typeof idOrFileName === 'number' ? [idOrFileName] : [idOrFileName, idOrFileName];
  const load = lake.db.prepare(`select ${COLUMNS} from lake_loads where ${where}`).get(...parameters) as
    Load | undefined;
  if (load !== undefined) return load;
  if (typeof idOrFileName === 'string' && /^\d+$/.test(idOrFileName)) return findLoad(lake, Number(idOrFileName));
  throw new TracklakeError('not_found', `no load ${idOrFileName}`, { hint: 'tracklake loads lists them' });
}

/** Takes the next load's id, so that no other load gets it: a process may have two writing connections. */
export function nextLoadId(lake: Lakehouse): number {
  return lake.db
    .transaction((): number => {
      const { changes } = lake.db.prepare(`update sqlite_sequence set seq = seq + 1 where name = 'lake_loads'`).run();
      if (changes === 0) lake.db.exec(`insert into sqlite_sequence (name, seq) values ('lake_loads', 1)`);
      return Number(lake.db.prepare(`select seq from sqlite_sequence where name = 'lake_loads'`).pluck().get());
    })
    .immediate();
}

/**
 * The last statements of a load, inside the transaction that holds its last rows: the ledger row, the moved mark, the
 * snapshot. With the commit of that transaction the load is there, whole.
 */
export function recordLoad(
  lake: Lakehouse,
  loadId: number,
  origin: LoadOrigin,
  written: Written,
  ctx: LoadContext,
): number {
  const now = ctx.now().toISOString();
  const row = { ...origin, ...written, loadId, runId: ctx.runId, finishedAt: now };
  lake.db
    .prepare(
      `insert into lake_loads (load_id, run_id, sha256, source, parser_version, relation, file_name, path, bytes, mapping,
         rows_in, rows_loaded, rows_quarantined, row_digest, first_row_id, last_row_id, started_at, finished_at)
       values (@loadId, @runId, @sha256, @source, @parserVersion, @relation, @fileName, @path, @bytes, @mapping,
         @rowsIn, @rowsLoaded, @rowsQuarantined, @rowDigest, @firstRowId, @lastRowId, @startedAt, @finishedAt)`,
    )
    .run(row);
  if (written.lastRowId !== null)
    lake.db.prepare('update lake_high_water set row_id = ? where relation = ?').run(written.lastRowId, origin.relation);
  return recordSnapshot(
    lake,
    'load',
    { load_id: loadId, relation: origin.relation, file_name: origin.fileName, rows: written.rowsLoaded },
    ctx,
  );
}

/** Records the state of the lakehouse after a change of bronze; returns the snapshot's id. */
export function recordSnapshot(lake: Lakehouse, kind: 'load' | 'forget', detail: object, ctx: LoadContext): number {
  const { lastInsertRowid } = lake.db
    .prepare('insert into lake_snapshots (created_at, kind, run_id, detail) values (?, ?, ?, ?)')
    .run(ctx.now().toISOString(), kind, ctx.runId, JSON.stringify(detail));
  return Number(lastInsertRowid);
}
