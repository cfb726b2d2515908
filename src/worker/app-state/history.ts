import type Database from 'better-sqlite3';
import type { HistoryEntry } from '../../shared/rpc/history.ts';

export interface HistoryQuery {
  text?: string;
  notebook?: string;
  cellId?: string;
  states?: HistoryEntry['state'][];
  beforeHistoryId?: number;
  limit: number;
}

/** Newest first. */
export function historyEntries(db: Database.Database, query: HistoryQuery): HistoryEntry[] {
  const rows = db
    .prepare(
      `select history_id as historyId, notebook, cell_id as cellId, cell_name as cellName, sql, params, state, result_id as resultId,
         rows, milliseconds, snapshot_id as snapshotId, error, started_at as startedAt
       from history
       where (@text is null or instr(lower(sql || ' ' || coalesce(cell_name, '') || ' ' || coalesce(error, '')), lower(@text)) > 0)
         and (@notebook is null or notebook = @notebook) and (@cellId is null or cell_id = @cellId)
         and (@states is null or state in (select value from json_each(@states)))
         and history_id < @before
       order by history_id desc limit @limit`,
    )
    .all({
      text: query.text ?? null,
      notebook: query.notebook ?? null,
      cellId: query.cellId ?? null,
      states: query.states === undefined ? null : JSON.stringify(query.states),
      before: query.beforeHistoryId ?? Number.MAX_SAFE_INTEGER,
      limit: query.limit,
    }) as (Omit<HistoryEntry, 'params'> & { params: string })[];
  return rows.map(row => ({ ...row, params: JSON.parse(row.params, revived) as HistoryEntry['params'] }));
}

function revived(_key: string, value: unknown): unknown {
  const isBig = typeof value === 'object' && value !== null && '$bigint' in value;
  return isBig ? BigInt(String(value.$bigint)) : value;
}

/** Cells of a notebook that had started and not ended when the app stopped, and were not shown yet. Shows them once. */
export function takeInterrupted(db: Database.Database, notebook: string): { cells: string[]; at: string } | null {
  const rows = db
    .prepare(
      `update history set acknowledged = 1 where notebook = ? and state = 'interrupted' and acknowledged = 0
       returning cell_id as cellId, started_at as startedAt`,
    )
    .all(notebook) as { cellId: string; startedAt: string }[];
  const at = rows
    .map(row => row.startedAt)
    .sort()
    .at(-1);
  return at === undefined ? null : { cells: [...new Set(rows.map(row => row.cellId))], at };
}
