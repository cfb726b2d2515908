import type { JobContext } from '../jobs/context.ts';
import { findLoad, listLoads, recordSnapshot, type Load } from './ledger.ts';
import type { Lakehouse } from './open.ts';
import { markQuarantine } from './quarantine.ts';
import { isReplay, replayPath } from './replay-path.ts';

export interface Forgotten {
  /** The load (those of an archive, where that is named), and the loads that replayed rows of its quarantine. */
  loads: Load[];
  rowsRemoved: number;
  quarantineRemoved: number;
  snapshotId: number;
}

/**
 * Takes a load's rows and its quarantine out of the lakehouse, with one commit, so that its file can be loaded again.
 * Relations built from them are stale until the next build, which the snapshot of kind `forget` tells. Row ids are not
 * given out a second time. Throws `not_found`.
 */
export function forgetLoad(lake: Lakehouse, idOrFileName: number | string, ctx: JobContext): Forgotten {
  const named = loadsNamed(lake, idOrFileName);
  const ids = new Set(named.map(load => replayPath(load.loadId)));
  const reopened = named.flatMap(correctedIn);
  const loads = [...named, ...listLoads(lake).filter(other => ids.has(other.path))];
  const forgotten = lake.db
    .transaction((): Forgotten => {
      let rowsRemoved = 0;
      let quarantineRemoved = 0;
      for (const one of loads) {
        rowsRemoved += lake.db
          .prepare(`delete from lake_${one.relation} where row_id between ? and ? and load_id = ?`)
          .run(one.firstRowId, one.lastRowId, one.loadId).changes;
        quarantineRemoved += lake.db.prepare('delete from lake_quarantine where load_id = ?').run(one.loadId).changes;
        lake.db.prepare('delete from lake_loads where load_id = ?').run(one.loadId);
      }
      markQuarantine(lake, reopened, 'open');
      const detail = { load_ids: loads.map(load => load.loadId), name: String(idOrFileName), rows: rowsRemoved };
      return { loads, rowsRemoved, quarantineRemoved, snapshotId: recordSnapshot(lake, 'forget', detail, ctx) };
    })
    .immediate();
  lake.db.pragma('wal_checkpoint(PASSIVE)');
  ctx.log('info', `forgot ${loads.map(load => load.fileName).join(', ')}: ${forgotten.rowsRemoved} rows`);
  return forgotten;
}

/** One load, or all that came from an archive, a database or a workbook of this name. */
function loadsNamed(lake: Lakehouse, idOrFileName: number | string): Load[] {
  const parts = listLoads(lake).filter(load => load.fileName.startsWith(`${idOrFileName}!`));
  return parts.length > 0 ? parts : [findLoad(lake, idOrFileName)];
}

/** The rows of the quarantine that a load of replayed rows brought; they wait again when it is forgotten. */
function correctedIn({ path, mapping }: Load): number[] {
  if (mapping === null || !isReplay(path)) return [];
  const { corrected } = JSON.parse(mapping) as { corrected?: { quarantineId: number }[] };
  return (corrected ?? []).map(({ quarantineId }) => quarantineId);
}
