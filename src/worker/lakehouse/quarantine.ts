import { TracklakeError } from '../../shared/errors.ts';
import type { Lakehouse } from './open.ts';
import { replayPath } from './replay-path.ts';

export type QuarantineState = 'open' | 'replayed' | 'dismissed';

/** One rejected row. */
export interface QuarantinedRow {
  quarantineId: number;
  loadId: number;
  /** The file it was in. */
  fileName: string;
  source: string;
  relation: string;
  lineNo: number;
  columnName: string | null;
  /** A fixed word to group by: wrong_type, missing_value, unclosed_quote, … */
  reason: string;
  message: string;
  /** The row's text, cut off after 4,096 characters. */
  raw: string;
  state: QuarantineState;
  /** The load that its corrected text came in with. */
  replayedBy: number | null;
  /** What it was corrected to. */
  corrected: string | null;
}

export interface QuarantineFilter {
  quarantineId?: number;
  loadId?: number;
  relation?: string;
  reason?: string;
  state?: QuarantineState;
  /** 100 where not given. */
  limit?: number;
  offset?: number;
}

const COLUMNS = `q.quarantine_id as quarantineId, q.load_id as loadId, l.file_name as fileName, l.source, q.relation,
  q.line_no as lineNo, q.column_name as columnName, q.reason, q.message, q.raw, q.state`;

type Stored = Omit<QuarantinedRow, 'replayedBy' | 'corrected'>;

/** Rejected rows of committed loads, in the order of their files. */
export function listQuarantine(lake: Lakehouse, filter: QuarantineFilter = {}): QuarantinedRow[] {
  const { where, parameters } = conditions(filter);
  const rows = lake.db
    .prepare(
      `select ${COLUMNS} from lake_quarantine q join lake_loads l using (load_id)
       ${where} order by q.quarantine_id limit ? offset ?`,
    )
    .all(...parameters, filter.limit ?? 100, filter.offset ?? 0) as Stored[];
  return withCorrections(lake, rows);
}

/** Adds what became of the rows that were replayed, from the ledger. */
function withCorrections(lake: Lakehouse, rows: readonly Stored[]): QuarantinedRow[] {
  const find = lake.db.prepare(
    `select l.load_id as replayedBy, json_extract(c.value, '$.raw') as corrected
     from lake_loads as l, json_each(l.mapping, '$.corrected') as c
     where l.path = ? and json_extract(c.value, '$.quarantineId') = ?`,
  );
  return rows.map(row => {
    const found = row.state === 'replayed' ? find.get(replayPath(row.loadId), row.quarantineId) : undefined;
    const { replayedBy = null, corrected = null } = (found ?? {}) as Partial<QuarantinedRow>;
    return { ...row, replayedBy, corrected };
  });
}

/** How many rows there are for each load, reason and state. */
export function summariseQuarantine(
  lake: Lakehouse,
  filter: QuarantineFilter = {},
): { loadId: number; fileName: string; reason: string; state: QuarantineState; rows: number }[] {
  const { where, parameters } = conditions(filter);
  return lake.db
    .prepare(
      `select q.load_id as loadId, l.file_name as fileName, q.reason, q.state, count(*) as rows
       from lake_quarantine q join lake_loads l using (load_id)
       ${where} group by 1, 2, 3, 4 order by 1, 5 desc`,
    )
    .all(...parameters) as { loadId: number; fileName: string; reason: string; state: QuarantineState; rows: number }[];
}

/** The rows with these ids. Throws `not_found` for an id that is not there, `conflict` for one that is not open. */
export function openQuarantine(lake: Lakehouse, ids: readonly number[]): QuarantinedRow[] {
  const find = lake.db.prepare(
    `select ${COLUMNS} from lake_quarantine q join lake_loads l using (load_id) where q.quarantine_id = ?`,
  );
  return ids.map(id => {
    const row = find.get(id) as Stored | undefined;
    if (row === undefined) throw new TracklakeError('not_found', `no row ${id} in quarantine`);
    if (row.state !== 'open')
      throw new TracklakeError('conflict', `row ${id} of the quarantine is ${row.state} already`);
    return { ...row, replayedBy: null, corrected: null };
  });
}

/** Marks rows as looked at and not wanted. They stay, so that rows_in = rows_loaded + rows_quarantined holds. */
export function dismissQuarantine(lake: Lakehouse, ids: readonly number[]): void {
  lake.db
    .transaction(() => {
      openQuarantine(lake, ids);
      markQuarantine(lake, ids, 'dismissed');
    })
    .immediate();
}

export function markQuarantine(lake: Lakehouse, ids: readonly number[], state: QuarantineState): void {
  const mark = lake.db.prepare('update lake_quarantine set state = ? where quarantine_id = ?');
  for (const id of ids) mark.run(state, id);
}

function conditions(filter: QuarantineFilter): { where: string; parameters: (string | number)[] } {
  const wanted = [
    ['q.quarantine_id', filter.quarantineId],
    ['q.load_id', filter.loadId],
    ['q.relation', filter.relation],
    ['q.reason', filter.reason],
    ['q.state', filter.state],
  ].filter((pair): pair is [string, string | number] => pair[1] !== undefined);
  const where = wanted.length === 0 ? '' : `where ${wanted.map(([column]) => `${column} = ?`).join(' and ')}`;
  return { where, parameters: wanted.map(([, value]) => value) };
}
