import { existsSync, readdirSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { basename, dirname, join } from 'node:path';
import type { Lakehouse } from '../lakehouse/open.ts';
import { trainingFolder } from '../recommenders/models/training-file.ts';
import type { Id } from '../recommenders/recommender.ts';

const GONE = '[forgotten]';

/** Free text of the bookkeeping in which a name can stand: logs, results of jobs, what a snapshot or a check said. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  lake_jobs: ['title', 'params', 'result', 'error'],
  lake_job_logs: ['message'],
  lake_runs: ['title'],
  lake_snapshots: ['detail'],
  lake_reports: ['title', 'params'],
  lake_models: ['card'],
  lake_loads: ['file_name', 'path'],
};

/** Puts “[forgotten]” where the words stood, and drops the samples of failing rows, which the next checks take anew. */
export function eraseWords(lake: Lakehouse, words: readonly string[]): void {
  lake.db.prepare('update lake_checks set sample = null where sample is not null').run();
  for (const [table, wanted] of Object.entries(TEXTS)) {
    const there = lake.db.prepare('select name from pragma_table_info(?)').pluck().all(table);
    for (const column of wanted.filter(name => there.includes(name)))
      for (const word of words.flatMap(each => [each, JSON.stringify(each).slice(1, -1)]))
        lake.db
          .prepare(`update ${table} set ${column} = replace(${column}, ?, ?) where instr(${column}, ?) > 0`)
          .run(word, GONE, word);
  }
}

/** Models keep what they learned from; their arrays go, and so do trainings that were cut off. */
export function dropModels(lake: Lakehouse): number {
  lake.db.prepare('delete from lake_model_arrays').run();
  rmSync(trainingFolder(lake.path), { recursive: true, force: true });
  return lake.db.prepare('update lake_models set bytes = 0 where bytes > 0').run().changes;
}

/** Takes reports that hold the listener out of the index, and removes the files that are where they were written. */
export function eraseReports(lake: Lakehouse, ids: readonly Id[]): { reports: number; files: number } {
  const rows = lake.db.prepare('select report_id as id, path, params from lake_reports').all() as {
    id: number;
    path: string;
    params: string;
  }[];
  const wanted = new Set(ids.map(String));
  const theirs = rows.filter(({ params }) => {
    const { users } = JSON.parse(params) as { users?: unknown };
    return !Array.isArray(users) || users.some(user => wanted.has(String(user)));
  });
  let files = 0;
  for (const { id, path, params } of theirs) {
    const written = (JSON.parse(params) as { files?: { name: string }[] }).files ?? [{ name: path }];
    for (const name of written.map(file => join(dirname(path), basename(file.name)))) {
      if (!existsSync(name)) continue;
      rmSync(name);
      files += 1;
    }
    lake.db.prepare('delete from lake_reports where report_id = ?').run(id);
  }
  return { reports: theirs.length, files };
}

/** Kept results of cells go, whoever is in them: they can be run again. */
export function eraseResults(cacheFolder: string): number {
  const folder = join(cacheFolder, 'results');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
  return names.length;
}

/** Statements of the history that name the listener, and earlier texts of notebooks that do. */
export function eraseHistory(stateFolder: string, words: readonly string[]): number {
  const file = join(stateFolder, 'state.db');
  if (!existsSync(file)) return 0;
  const db = new Database(file);
  try {
    db.pragma('secure_delete = ON');
    let erased = 0;
    for (const word of words) {
      erased += db
        .prepare(
          `delete from history where instr(sql, @word) > 0 or instr(params, @word) > 0 or instr(coalesce(error, ''), @word) > 0`,
        )
        .run({ word }).changes;
      erased += db.prepare('delete from versions where instr(text, ?) > 0').run(word).changes;
      db.prepare('update drafts set text = replace(text, ?, ?) where instr(text, ?) > 0').run(word, GONE, word);
      db.prepare('delete from page_state where instr(value, ?) > 0').run(word);
    }
    db.exec('vacuum');
    db.pragma('wal_checkpoint(TRUNCATE)');
    return erased;
  } finally {
    db.close();
  }
}
