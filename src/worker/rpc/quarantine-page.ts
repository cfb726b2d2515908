import type { QuarantineRow } from '../../shared/rpc/imports.ts';
import { listQuarantine, type QuarantineFilter } from '../lakehouse/quarantine.ts';
import type { Lakehouse } from '../lakehouse/open.ts';

export interface QuarantineQuery {
  loadId?: number | undefined;
  relation?: string | undefined;
  reason?: string | undefined;
  state?: QuarantineRow['state'] | undefined;
  from: number;
  limit: number;
}

export interface QuarantinePage {
  total: number;
  rows: QuarantineRow[];
  byReason: { reason: string; relation: string; count: number }[];
  byFile: { loadId: number; fileName: string; count: number }[];
}

/** One page of rejected rows, with how many there are and of which kinds. */
export function quarantinePage(
  lake: Lakehouse,
  { loadId, relation, reason, state, from, limit }: QuarantineQuery,
): QuarantinePage {
  const filter: QuarantineFilter = {
    ...(loadId === undefined ? {} : { loadId }),
    ...(relation === undefined ? {} : { relation }),
    ...(reason === undefined ? {} : { reason }),
    ...(state === undefined ? {} : { state }),
  };
  const byReason = lake.db
    .prepare(
      `select reason, relation, count(*) as count from lake_quarantine
       where (@loadId is null or load_id = @loadId) and (@relation is null or relation = @relation)
         and (@reason is null or reason = @reason) and (@state is null or state = @state)
       group by reason, relation order by count desc`,
    )
    .all({
      loadId: loadId ?? null,
      relation: relation ?? null,
      reason: reason ?? null,
      state: state ?? null,
    }) as QuarantinePage['byReason'];
  const rows = listQuarantine(lake, { ...filter, limit, offset: from });
  return {
    total: byReason.reduce((sum, each) => sum + each.count, 0),
    rows: rows.map(({ lineNo, columnName, ...row }) => ({ ...row, line: lineNo, column: columnName })),
    byReason,
    byFile: lake.db
      .prepare(
        `select load_id as loadId, file_name as fileName, count(*) as count
         from lake_quarantine join lake_loads using (load_id)
         where @state is null or state = @state group by load_id order by count desc, load_id desc limit 200`,
      )
      .all({ state: state ?? null }) as QuarantinePage['byFile'],
  };
}
