import { createHash } from 'node:crypto';
import { TracklakeError } from '../../shared/errors.ts';
import type { JobContext } from '../jobs/context.ts';
import { buildLakehouse } from '../lakehouse/build.ts';
import { recordSnapshot } from '../lakehouse/ledger.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import { fitModel } from '../recommenders/models/fit-model.ts';
import { servedModel } from '../recommenders/models/model-store.ts';
import type { Id } from '../recommenders/recommender.ts';
import { eraseRows } from './erase-rows.ts';
import { dropModels, eraseHistory, eraseReports, eraseResults, eraseWords } from './erase-traces.ts';
import type { ForgetReceipt } from './receipt.ts';
import { filesUnder, lakehouseFiles, searchFiles } from './search-files.ts';

export interface ForgetListenerOptions {
  listener: Id;
  /** Where the app keeps results and what was typed; what isn't given isn't looked at. */
  cacheFolder?: string;
  stateFolder?: string;
}

const SHORTEST_WORD = 6;

/**
 * Takes one listener out of bronze, quarantine, silver, gold, models, reports, kept results and history, rewrites the
 * file so that no freed page holds a byte of them, and searches all files for what was theirs. Can be started again
 * when it was cut off. Throws `not_found` for a listener that bronze does not know.
 */
export async function forgetListener(
  lake: Lakehouse,
  { listener, cacheFolder, stateFolder }: ForgetListenerOptions,
  context: JobContext,
): Promise<ForgetReceipt> {
  const ids = idsLike(lake, listener);
  const { words, notes } = wordsOf(lake, ids);
  const served = (['lists', 'next-track'] as const).flatMap(task => servedModel(lake, task) ?? []);
  const step = (stage: string, done: number): void => {
    context.cancel.throwIfRequested();
    context.progress({ stage, done, total: 6, unit: 'steps' });
  };
  lake.db.pragma('secure_delete = ON');
  step('taking rows out of bronze', 0);
  const hash = createHash('sha256')
    .update(`${lakeId(lake)}:${listener}`)
    .digest('hex');
  const erased = lake.db
    .transaction(() => {
      const rows = eraseRows(lake, ids, words);
      const reports = eraseReports(lake, ids);
      const models = dropModels(lake);
      eraseWords(lake, words);
      recordSnapshot(
        lake,
        'forget',
        { listener: hash, rows: Object.values(rows.bronze).reduce((a, b) => a + b, 0) },
        context,
      );
      return { rows, reports, models };
    })
    .immediate();
  step('building the relations without them', 1);
  const quiet = { ...context, progress: () => {} };
  const built = buildLakehouse(lake, { full: true }, quiet);
  eraseHeldBack(lake, ids);
  step('fitting the served models again', 2);
  const again: string[] = [];
  for (const { recommender, params, seed } of served)
    again.push((await fitModel(lake, { recommender, params, seed }, quiet)).model.modelId);
  step('clearing results and history', 3);
  const results = cacheFolder === undefined ? 0 : eraseResults(cacheFolder);
  const history = stateFolder === undefined ? 0 : eraseHistory(stateFolder, words);
  lake.db.prepare(`update lake_jobs set params = '{}' where params ->> '$.listener' is not null`).run();
  step('rewriting the file', 4);
  rewriteFile(lake);
  step('searching all files', 5);
  const rowsLeft = rowsWith(lake, ids);
  const folders = [cacheFolder, stateFolder].flatMap(folder => (folder === undefined ? [] : filesUnder(folder)));
  const search = searchFiles([...new Set([...lakehouseFiles(lake.path), ...folders])], words);
  notes.push(
    'files that they came from, and reports or results that were taken elsewhere, cannot be reached from here',
  );
  return {
    listener: hash,
    at: context.now().toISOString(),
    ...erased.rows,
    relations: built.built,
    modelsDropped: erased.models,
    modelsFittedAgain: again,
    reports: erased.reports.reports,
    reportFiles: erased.reports.files,
    ...{ results, history, rowsLeft, search, notes },
    complete: rowsLeft === 0 && search.found.length === 0,
  };
}

/** The ids of bronze that read as the given one: 42 and "42" are one person to whoever asks. */
function idsLike(lake: Lakehouse, listener: Id): Id[] {
  const ids = lake.db
    .prepare(
      `select distinct user_id from (
         select user_id from lake_bronze_dim_users union all select user_id from lake_bronze_fact_listening_events
         union all select user_id from lake_bronze_fact_listening_counts
       ) where cast(user_id as text) = cast(? as text)`,
    )
    .pluck()
    .all(String(listener)) as Id[];
  if (ids.length === 0) throw new TracklakeError('not_found', `no listener ${listener}`, { value: String(listener) });
  return ids;
}

/** What can be searched for: names that nobody else bears, and ids with letters in them. */
function wordsOf(lake: Lakehouse, ids: readonly Id[]): { words: string[]; notes: string[] } {
  const notes: string[] = [];
  const asText = JSON.stringify(ids.map(String));
  const names = lake.db
    .prepare(
      `select distinct name from lake_bronze_dim_users
       where name is not null and cast(user_id as text) in (select value from json_each(?))`,
    )
    .pluck()
    .all(asText) as string[];
  const others = lake.db
    .prepare(
      'select count(*) from lake_bronze_dim_users where name = ? and cast(user_id as text) not in (select value from json_each(?))',
    )
    .pluck();
  const words = names.filter(name => {
    if (name.length < SHORTEST_WORD) notes.push('their name is too short to be searched for');
    else if (Number(others.get(name, asText)) > 0)
      notes.push('somebody else bears their name, so it was not searched for');
    else return true;
    return false;
  });
  const textIds = ids.filter(id => typeof id === 'string' && id.length >= SHORTEST_WORD && /\p{L}/u.test(id));
  if (textIds.length < ids.length)
    notes.push('their id is a number, which files are full of: rows were counted by it instead');
  return { words: [...words, ...textIds.map(String)], notes };
}

const lakeId = (lake: Lakehouse): string =>
  String(lake.db.prepare(`select value from lake_meta where key = 'lake_id'`).pluck().get());

/** Freed pages are gone with the old file, and the journal is emptied. */
function rewriteFile(lake: Lakehouse): void {
  try {
    lake.db.pragma('wal_checkpoint(TRUNCATE)');
    lake.db.exec('vacuum');
    lake.db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    throw new TracklakeError(
      'locked',
      'the file could not be rewritten while something reads it',
      {
        hint: 'end what runs in notebooks, and start this again',
      },
      { cause: error },
    );
  }
}

/** Tables of a relation that a failed check holds back keep their old rows: theirs go one by one. */
function eraseHeldBack(lake: Lakehouse, ids: readonly Id[]): void {
  for (const { relation, column, type } of whoColumns(lake))
    if (type === 'table' && /^(silver|gold)_/.test(relation))
      lake.db.prepare(`delete from "${relation}" where ${isOneOf(column)}`).run(JSON.stringify(ids.map(String)));
}

/** Rows of tables and views that still hold the id in a column that says who. */
function rowsWith(lake: Lakehouse, ids: readonly Id[]): number {
  const asText = JSON.stringify(ids.map(String));
  const counts = whoColumns(lake).map(({ relation, column }) =>
    lake.db
      .prepare(`select count(*) from "${relation}" where ${isOneOf(column)}`)
      .pluck()
      .get(asText),
  );
  return counts.reduce((sum: number, count) => sum + Number(count), 0);
}

const isOneOf = (column: string): string => `cast("${column}" as text) in (select value from json_each(?))`;

const whoColumns = (lake: Lakehouse): { relation: string; column: string; type: 'table' | 'view' }[] =>
  lake.db
    .prepare(
      `select m.name as relation, c.name as column, m.type from sqlite_schema as m, pragma_table_info(m.name) as c
       where m.type in ('table', 'view') and c.name in ('user_id', 'follower_id', 'followee_id')`,
    )
    .all() as { relation: string; column: string; type: 'table' | 'view' }[];
