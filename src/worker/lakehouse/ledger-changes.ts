import type { JobContext } from '../jobs/context.ts';
import { findLoad } from './ledger.ts';
import type { Lakehouse } from './open.ts';
import { NOT_REPLAYED } from './replay-path.ts';

/** How a source's columns differ from those of its load before. */
export interface SourceChange {
  loadId: number;
  source: string;
  relation: string;
  fileName: string;
  added: string[];
  removed: string[];
  noticedAt: string;
}

/**
 * Compares a load's fields with those of the load before it from the same source into the same relation, and records and
 * logs a difference. To be called in the load's last transaction. A file that lacks what is needed never gets here.
 */
export function recordChanges(lake: Lakehouse, loadId: number, ctx: JobContext): void {
  const { source, relation, mapping, fileName } = findLoad(lake, loadId);
  const before = lake.db
    .prepare(
      `select mapping from lake_loads
       where source = ? and relation = ? and load_id < ? and mapping is not null
         and ${NOT_REPLAYED} order by load_id desc limit 1`,
    )
    .pluck()
    .get(source, relation, loadId) as string | undefined;
  if (before === undefined || mapping === null) return;
  const [old, now] = [fieldsOf(before), fieldsOf(mapping)];
  const added = now.filter(field => !old.includes(field));
  const removed = old.filter(field => !now.includes(field));
  if (added.length === 0 && removed.length === 0) return;
  lake.db
    .prepare('insert into lake_source_changes (load_id, added, removed, noticed_at) values (?, ?, ?, ?)')
    .run(loadId, JSON.stringify(added), JSON.stringify(removed), ctx.now().toISOString());
  ctx.log('warn', `${fileName}: the columns of ${source} changed${listed('new', added)}${listed('gone', removed)}`);
}

/** All changes that were noticed, the newest first. */
export function listSourceChanges(lake: Lakehouse): SourceChange[] {
  const rows = lake.db
    .prepare(
      `select load_id as loadId, source, relation, file_name as fileName, added, removed, noticed_at as noticedAt
       from lake_source_changes join lake_loads using (load_id) order by load_id desc`,
    )
    .all() as (Omit<SourceChange, 'added' | 'removed'> & { added: string; removed: string })[];
  return rows.map(row => ({
    ...row,
    added: JSON.parse(row.added) as string[],
    removed: JSON.parse(row.removed) as string[],
  }));
}

const fieldsOf = (mapping: string): string[] => (JSON.parse(mapping) as { fields?: string[] }).fields ?? [];

const listed = (word: string, fields: readonly string[]): string =>
  fields.length === 0 ? '' : `; ${word}: ${fields.join(', ')}`;
