import Database from 'better-sqlite3';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/rpc/settings.ts';
import { settingsStore } from './settings.ts';

/** What a person has typed, run and chosen: a file of its own, apart from any lakehouse. */
export interface AppState {
  readonly folder: string;
  readonly db: Database.Database;
  settings(): Settings;
  changeSettings(changed: { [K in keyof Settings]?: Settings[K] | undefined }): Settings;
  resetSettings(): Settings;
  rememberLake(path: string): void;
  recentLakes(): { path: string; openedAt: string }[];
  /** The one that was asked for, or the one that the settings name. */
  lakeToOpen(asked: string): string;
  close(): void;
}

const SCHEMA_VERSION = 1;

/** Opens the state file, making or migrating it; before a migration the old file is kept beside it. */
export function openAppState(folder: string): AppState {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'state.db');
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL'); // what was typed is durable when a call returns
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  migrate(db, file);
  db.prepare(`update history set state = 'interrupted' where state = 'running'`).run();
  const settings = settingsStore(db, DEFAULT_SETTINGS);
  return {
    folder,
    db,
    settings: settings.get,
    changeSettings: settings.change,
    resetSettings: settings.reset,
    rememberLake(path) {
      db.prepare(
        `insert into recent_lakes (path, opened_at) values (?, ?) on conflict (path) do update set opened_at = excluded.opened_at`,
      ).run(path, new Date().toISOString());
    },
    recentLakes: () =>
      db.prepare('select path, opened_at as openedAt from recent_lakes order by opened_at desc limit 20').all() as {
        path: string;
        openedAt: string;
      }[],
    lakeToOpen: asked => asked || settings.get().lakePath || '',
    close: () => db.close(),
  };
}

function migrate(db: Database.Database, file: string): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > SCHEMA_VERSION) {
    throw new TracklakeError('unsupported', `${file} was written by a newer Tracklake`, { file });
  }
  if (found === SCHEMA_VERSION) return;
  if (found > 0 && existsSync(file)) {
    db.pragma('wal_checkpoint(TRUNCATE)');
    copyFileSync(file, `${file}.before-${SCHEMA_VERSION}`);
  }
  db.transaction(() => {
    db.exec(SCHEMA);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}

const SCHEMA = `
create table settings (key text primary key, value text not null) strict, without rowid;
create table page_state (key text primary key, value text not null) strict, without rowid;
create table recent_lakes (path text primary key, opened_at text not null) strict, without rowid;
create table recent_notebooks (ref text primary key, opened_at text not null) strict, without rowid;

-- what has been typed and not saved, by notebook; the newest text only
create table drafts (
  ref text primary key,
  text text not null,
  base_etag text,
  seq integer not null,
  at text not null
) strict;

-- earlier texts: of every save, and of drafts a minute apart
create table versions (
  version_id integer primary key autoincrement,
  ref text not null,
  text text not null,
  saved integer not null check (saved in (0, 1)),
  at text not null
) strict;
create index versions_ref on versions (ref, version_id);

create table history (
  history_id integer primary key autoincrement,
  notebook text,
  cell_id text not null,
  cell_name text,
  sql text not null,
  params text not null,
  state text not null check (state in ('running', 'completed', 'failed', 'cancelled', 'interrupted')),
  result_id text,
  rows integer,
  milliseconds integer,
  snapshot_id integer,
  error text,
  started_at text not null,
  -- safe mode was shown for it
  acknowledged integer not null default 0
) strict;
create index history_notebook on history (notebook, history_id);
`;
