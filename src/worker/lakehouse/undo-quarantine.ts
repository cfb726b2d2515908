import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { forgetLoad } from './ledger-forget.ts';
import type { Lakehouse } from './open.ts';
import { listQuarantine, markQuarantine } from './quarantine.ts';

/**
 * Makes dismissed and replayed rows wait again. A replayed row's load is forgotten, with the other rows that came in with it,
 * which wait again, too. Answers the rows that are open now. Throws `not_found`, and `conflict` for a row that waits already.
 */
export function undoQuarantine(lake: Lakehouse, ids: readonly number[], ctx: JobContext): number[] {
  const rows = ids.map(id => {
    const [row] = listQuarantine(lake, { quarantineId: id });
    if (row === undefined) throw new TracklakeError('not_found', `no row ${id} in quarantine`);
    if (row.state === 'open') throw new TracklakeError('conflict', `row ${id} of the quarantine waits already`);
    return row;
  });
  const loads = new Set(rows.flatMap(({ replayedBy }) => (replayedBy === null ? [] : [replayedBy])));
  const together = [...loads].flatMap(load => rowsOfReplay(lake, load));
  for (const load of loads) forgetLoad(lake, load, ctx);
  lake.db.transaction(() => markQuarantine(lake, ids, 'open')).immediate();
  return [...new Set([...ids, ...together])].sort((a, b) => a - b);
}

const rowsOfReplay = (lake: Lakehouse, loadId: number): number[] =>
  lake.db
    .prepare(
      `select json_extract(c.value, '$.quarantineId')
       from lake_loads as l, json_each(l.mapping, '$.corrected') as c where l.load_id = ?`,
    )
    .pluck()
    .all(loadId) as number[];
