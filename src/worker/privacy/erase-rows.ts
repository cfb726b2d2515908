import { RowDigest } from '../importers/load/row-digest.ts';
import type { BronzeValue } from '../importers/importer.ts';
import { bronzeRelations } from '../lakehouse/bronze.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { Id } from '../recommenders/recommender.ts';

/** Columns that say who: a row that names the listener in one of them goes. */
const WHO = ['user_id', 'follower_id', 'followee_id'];

export interface ErasedRows {
  bronze: Record<string, number>;
  loads: number;
  quarantine: number;
}

/**
 * Takes every row of a listener out of bronze and the quarantine. Counts and digests of the loads that lose rows are
 * worked out anew, so that the ledger stays true; a file that was loaded once is still known, and does not come back.
 * Call it in a transaction.
 */
export function eraseRows(lake: Lakehouse, ids: readonly Id[], words: readonly string[]): ErasedRows {
  const bronze: Record<string, number> = {};
  const touched = new Map<number, number>();
  for (const { name, columns } of bronzeRelations()) {
    const own = columns.map(column => column.name);
    const where = conditionFor(name, own);
    if (where === null) continue;
    const parameters = { ids: JSON.stringify(ids.map(String)) };
    const loads = lake.db
      .prepare(`select load_id, count(*) from lake_${name} where ${where} group by load_id`)
      .raw()
      .all(parameters) as [loadId: number, rows: number][];
    const { changes } = lake.db.prepare(`delete from lake_${name} where ${where}`).run(parameters);
    if (changes > 0) bronze[name] = changes;
    for (const [loadId, rows] of loads) touched.set(loadId, rows);
  }
  const quarantine = eraseQuarantine(lake, ids, words, touched);
  for (const [loadId, rows] of touched) correctLoad(lake, loadId, rows);
  eraseCollected(lake, ids);
  return { bronze, loads: touched.size, quarantine };
}

const IS_THEM = (column: string): string => `cast(${column} as text) in (select value from json_each(@ids))`;

function conditionFor(relation: string, columns: readonly string[]): string | null {
  if (relation === 'bronze_collected_responses')
    return `${IS_THEM('account')} or ${IS_THEM(`source || ':' || account`)}`;
  if (relation === 'bronze_bridge_playlist_tracks')
    return `playlist_id in (select playlist_id from lake_bronze_dim_playlists where ${IS_THEM('user_id')})`;
  const who = WHO.filter(column => columns.includes(column));
  return who.length === 0 ? null : who.map(IS_THEM).join(' or ');
}

/** What stands in the quarantine is raw text: rows go that hold an id or a name as a word. */
function eraseQuarantine(
  lake: Lakehouse,
  ids: readonly Id[],
  words: readonly string[],
  touched: Map<number, number>,
): number {
  const wanted = [...ids.map(String), ...words].map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})(?![\\p{L}\\p{N}])`, 'u');
  const rows = lake.db.prepare('select quarantine_id, load_id, raw from lake_quarantine').raw().all() as [
    number,
    number,
    string,
  ][];
  const theirs = rows.filter(([, , raw]) => pattern.test(raw));
  const remove = lake.db.prepare('delete from lake_quarantine where quarantine_id = ?');
  for (const [quarantineId, loadId] of theirs) {
    remove.run(quarantineId);
    touched.set(loadId, touched.get(loadId) ?? 0);
  }
  return theirs.length;
}

/** The count goes down by what was taken out, and not to what is found, so that other damage still shows. */
function correctLoad(lake: Lakehouse, loadId: number, taken: number): void {
  const load = lake.db
    .prepare('select relation, first_row_id, last_row_id from lake_loads where load_id = ?')
    .get(loadId) as { relation: string; first_row_id: number | null; last_row_id: number | null } | undefined;
  if (load === undefined) return;
  const columns = (bronzeRelations().find(({ name }) => name === load.relation)?.columns ?? []).map(({ name }) => name);
  const digest = new RowDigest(columns);
  const stored = lake.db
    .prepare(
      `select line_no, ${columns.join(', ')} from lake_${load.relation} where row_id between ? and ? and load_id = ?`,
    )
    .raw()
    .iterate(load.first_row_id, load.last_row_id, loadId) as Iterable<BronzeValue[]>;
  for (const row of stored) digest.add(Number(row[0]), row, 1);
  lake.db
    .prepare(
      `update lake_loads set rows_loaded = rows_loaded - @taken, row_digest = @digest,
         rows_quarantined = (select count(*) from lake_quarantine where load_id = @loadId),
         rows_in = rows_loaded - @taken + (select count(*) from lake_quarantine where load_id = @loadId)
       where load_id = @loadId`,
    )
    .run({ taken, digest: digest.hex, loadId });
  if (taken > 0)
    lake.db
      .prepare(
        `insert into lake_meta (key, value) values (?, ?)
         on conflict (key) do update set value = cast(value as integer) + excluded.value`,
      )
      .run(`forgotten_rows:${loadId}`, String(taken));
}

function eraseCollected(lake: Lakehouse, ids: readonly Id[]): void {
  const parameters = { ids: JSON.stringify(ids.map(String)) };
  const theirs = `${IS_THEM('account')} or ${IS_THEM(`substr(stream, 1, instr(stream, '.') - 1) || ':' || account`)}`;
  for (const table of ['lake_collected_keys', 'lake_collect_cursors'])
    lake.db.prepare(`delete from ${table} where ${theirs}`).run(parameters);
}
