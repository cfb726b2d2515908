import type Database from 'better-sqlite3';
import { randomUUID } from 'node:crypto';
import { TracklakeError } from '../../shared/errors.ts';
import { bronzeRelations, type BronzeRelation } from './bronze.ts';

/** Grows with every change of the `lake_` tables; each step has its own entry in `steps`. */
const SCHEMA_VERSION = 3;

/** Brings a lakehouse's bookkeeping to this version in one transaction. A file from a newer Tracklake is refused. */
export function migrate(db: Database.Database): void {
  const found = Number(db.pragma('user_version', { simple: true }));
  if (found > SCHEMA_VERSION) {
    throw new TracklakeError(
      'unsupported',
      `this lakehouse was written by a newer Tracklake (schema ${found}, this one knows ${SCHEMA_VERSION})`,
    );
  }
  if (found === SCHEMA_VERSION && missingBronze(db).length === 0) return;
  db.transaction(() => {
    if (found < 1) {
      db.exec(BOOKKEEPING);
      db.prepare('insert into lake_meta (key, value) values (?, ?)').run('lake_id', randomUUID());
    }
    if (found < 2) db.exec(COLLECTING);
    if (found < 3) db.exec(PIPELINES);
    for (const relation of missingBronze(db)) createBronze(db, relation);
    db.pragma(`user_version = ${SCHEMA_VERSION}`);
  }).immediate();
}

const missingBronze = (db: Database.Database): BronzeRelation[] => {
  const there = new Set(db.prepare('select relation from lake_high_water').pluck().all());
  return bronzeRelations().filter(relation => !there.has(relation.name));
};

/**
 * A bronze relation is a view over its stored rows up to the relation's high-water mark. A large load goes in by
 * chunks above the mark, which nobody sees; its last commit writes the ledger row and moves the mark.
 */
function createBronze(db: Database.Database, relation: BronzeRelation): void {
  const columns = relation.columns
    .map(column => `${column.name} ${column.type}${column.notNull ? ' not null' : ''}`)
    .join(',\n  ');
  const names = relation.columns.map(column => column.name).join(', ');
  db.exec(`
    create table lake_${relation.name} (
      row_id integer primary key,
      load_id integer not null,
      line_no integer not null,
      ${columns}
    ) strict;
    insert into lake_high_water (relation, row_id) values ('${relation.name}', 0);
    create view ${relation.name} as
      select row_id, load_id, line_no, ${names}
      from lake_${relation.name}
      where row_id <= (select row_id from lake_high_water where relation = '${relation.name}');
  `);
}

const BOOKKEEPING = `
create table lake_meta (key text primary key, value text not null) strict, without rowid;

-- the ledger: one row for each accepted source file, written in the commit that makes its rows visible
create table lake_loads (
  load_id integer primary key autoincrement,
  run_id text not null,
  sha256 text not null unique,
  source text not null,
  parser_version integer not null,
  relation text not null,
  file_name text not null,
  path text not null,
  bytes integer not null,
  mapping text,
  rows_in integer not null,
  rows_loaded integer not null,
  rows_quarantined integer not null,
  row_digest text not null,
  first_row_id integer,
  last_row_id integer,
  started_at text not null,
  finished_at text not null,
  check (rows_in = rows_loaded + rows_quarantined)
) strict;

-- where a source's columns differ from those of its load before
create table lake_source_changes (
  load_id integer primary key references lake_loads on delete cascade,
  added text not null,                     -- JSON: field names
  removed text not null,                   -- JSON: field names
  noticed_at text not null
) strict;

-- rejected rows, with what was wrong and the raw text; rows of a load that never committed are removed at the next open
create table lake_quarantine (
  quarantine_id integer primary key,
  load_id integer not null,
  relation text not null,
  line_no integer not null,
  column_name text,
  reason text not null,
  message text not null,
  raw text not null,
  state text not null default 'open' check (state in ('open', 'replayed', 'dismissed'))
) strict;
create index lake_quarantine_load on lake_quarantine (load_id);

create table lake_high_water (relation text primary key, row_id integer not null) strict, without rowid;

-- the state of the lakehouse after a load, a forgotten load or a build
create table lake_snapshots (
  snapshot_id integer primary key autoincrement,
  created_at text not null,
  kind text not null check (kind in ('load', 'forget', 'build')),
  run_id text not null,
  detail text not null
) strict;

-- what each built relation was made from
create table lake_relations (
  relation text primary key,
  snapshot_id integer not null,
  sql_sha256 text not null,
  mode text not null check (mode in ('full', 'incremental', 'view')),
  rows integer not null,
  seconds real not null,
  built_at text not null,
  built_from text not null
) strict, without rowid;

create table lake_checks (
  check_id integer primary key,
  snapshot_id integer not null,
  run_id text not null,
  relation text not null,
  kind text not null,
  expression text not null,
  severity text not null check (severity in ('warn', 'error')),
  passed integer not null check (passed in (0, 1)),
  rows_failed integer not null,
  rows_checked integer not null,
  sample text,
  seconds real not null,
  checked_at text not null
) strict;
create index lake_checks_relation on lake_checks (relation, check_id);

create table lake_runs (
  run_id text primary key,
  trigger text not null,
  title text not null,
  started_at text not null,
  finished_at text
) strict, without rowid;

create table lake_jobs (
  job_id integer primary key autoincrement,
  run_id text not null,
  kind text not null,
  title text not null,
  params text not null,
  needs text not null default '[]', -- JSON: job ids that must have succeeded before it
  retries integer,                  -- attempts after the first, for passing faults; null is the queue's default
  timeout_seconds real,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  attempt integer not null default 0,
  progress text,
  result text,
  error text,
  created_at text not null,
  started_at text,
  finished_at text
) strict;

create table lake_job_logs (
  log_id integer primary key,
  job_id integer not null,
  at text not null,
  level text not null,
  message text not null
) strict;
create index lake_job_logs_job on lake_job_logs (job_id, log_id);

-- when each scheduled pipeline was last due, so that what a sleeping machine missed is caught up once
create table lake_schedules (
  pipeline text primary key,
  last_due_at text not null,
  last_run_id text,
  missed integer not null default 0
) strict, without rowid;

-- how far each live stream has become bronze; moved in the commit that holds its rows
create table lake_stream_offsets (stream text primary key, next_offset integer not null) strict, without rowid;

-- keys of the events that are in bronze, so that an event that is sent again is taken once
create table lake_stream_keys (
  type text not null,
  event_id any not null,
  primary key (type, event_id)
) strict, without rowid;

create table lake_models (
  model_id text primary key,
  recommender text not null,
  title text not null,
  params text not null,
  seed integer not null,
  snapshot_id integer not null,
  code_version text not null,
  fitted_at text not null,
  seconds real not null,
  metrics text,
  card text not null,
  state text not null check (state in ('candidate', 'served', 'retired')),
  bytes integer not null
) strict, without rowid;

create table lake_model_arrays (
  model_id text not null references lake_models on delete cascade,
  name text not null,
  chunk_no integer not null,
  dtype text not null,
  bytes blob not null,
  primary key (model_id, name, chunk_no)
) strict, without rowid;

create table lake_evaluations (
  evaluation_id integer primary key autoincrement,
  run_id text not null,
  snapshot_id integer not null,
  recommender text not null,
  model_id text,
  params text not null,
  protocol text not null,
  metrics text not null,
  segments text,
  seconds real not null,
  created_at text not null
) strict;

create table lake_reports (
  report_id integer primary key autoincrement,
  run_id text not null,
  title text not null,
  path text not null,
  formats text not null,
  sha256 text not null,
  snapshot_id integer not null,
  model_id text,
  params text not null,
  created_at text not null
) strict;
`;

const COLLECTING = `
-- how far each collector has come with an account; moved in the commit that holds what it brought
create table lake_collect_cursors (
  stream text not null,                    -- lastfm.plays
  account text not null,
  mark text,                               -- JSON: how far the last whole collection reached
  cursor text,                             -- JSON: where to go on; null when nothing is under way
  pages integer not null default 0,        -- of the collection under way, or of the last one
  new_records integer not null default 0,
  moved_at text not null,
  completed_at text,
  primary key (stream, account)
) strict, without rowid;

-- what has been collected, so that a record that is given again is taken once; forgotten with its load. Without a load:
-- what was asked for and is not there
create table lake_collected_keys (
  stream text not null,
  account text not null,
  key text not null,
  load_id integer references lake_loads on delete cascade deferrable initially deferred,
  primary key (stream, account, key)
) strict, without rowid;
create index lake_collected_keys_load on lake_collected_keys (load_id);
`;

const PIPELINES = `
alter table lake_runs add column pipeline text; -- the name of the pipeline that it is a run of
create index lake_runs_pipeline on lake_runs (pipeline, started_at);

-- files of watched folders as they were when a run was started for them
create table lake_watched_files (
  pipeline text not null,
  path text not null,
  bytes integer not null,
  modified_ms integer not null,
  run_id text not null,
  primary key (pipeline, path)
) strict, without rowid;
`;
