import type { HistoryEntry } from '../../shared/rpc/history.ts';
import { historyEntries, type HistoryQuery } from '../app-state/history.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

export function historyCalls(os: WorkerImplementer['history'], { state }: WorkerProcess) {
  const { db } = state;
  const OK = { ok: true as const };
  return {
    begin: os.begin.handler(({ input }) => {
      const { lastInsertRowid } = db
        .prepare(
          `insert into history (notebook, cell_id, cell_name, sql, params, state, started_at) values (?, ?, ?, ?, ?, 'running', ?)`,
        )
        .run(
          input.notebook,
          input.cellId,
          input.cellName,
          input.sql,
          paramsText(input.params),
          new Date().toISOString(),
        );
      return { historyId: Number(lastInsertRowid) };
    }),
    end: os.end.handler(({ input }) => {
      db.prepare(
        `update history set state = @state, result_id = @resultId, rows = @rows, milliseconds = @milliseconds,
           snapshot_id = @snapshotId, error = @error where history_id = @historyId`,
      ).run(input);
      return OK;
    }),
    list: os.list.handler(({ input }): HistoryEntry[] => historyEntries(db, input as HistoryQuery)),
    remove: os.remove.handler(({ input }) => {
      db.prepare('delete from history where history_id in (select value from json_each(?))').run(
        JSON.stringify(input.historyIds),
      );
      return OK;
    }),
    clear: os.clear.handler(() => {
      db.prepare('delete from history').run();
      return OK;
    }),
  };
}

/** JSON has no bigint: one is kept as {"$bigint": "…"}. */
const paramsText = (params: HistoryEntry['params']): string =>
  JSON.stringify(params, (_, value: unknown) => (typeof value === 'bigint' ? { $bigint: String(value) } : value));
