import type { Lakehouse } from './open.ts';
import { NOT_REPLAYED } from './replay-path.ts';

/** The fields of the newest file of a source that went to this relation; undefined where there was none, or it loaded badly. */
export function lastFields(lake: Lakehouse, source: string, relation: string): string[] | undefined {
  const mapping = lake.db
    .prepare(
      `select mapping from lake_loads
       where source = ? and relation = ? and mapping is not null and rows_loaded >= 0.5 * rows_in and rows_loaded > 0
         and ${NOT_REPLAYED}
       order by load_id desc limit 1`,
    )
    .pluck()
    .get(source, relation) as string | undefined;
  return mapping === undefined ? undefined : ((JSON.parse(mapping) as { fields?: string[] }).fields ?? []);
}

/** How the fields of a file differ from those before, in words; null where they don't. */
export function sourceDrift(before: readonly string[], now: readonly string[]): string | null {
  const added = now.filter(field => !before.includes(field));
  const gone = before.filter(field => !now.includes(field));
  const words = [
    ...(added.length === 0 ? [] : [`new: ${added.join(', ')}`]),
    ...(gone.length === 0 ? [] : [`gone: ${gone.join(', ')}`]),
  ];
  return words.length === 0 ? null : words.join('; ');
}
