import Database from 'better-sqlite3';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { TracklakeError } from '../../shared/errors.ts';
import { addFunctions } from './functions.ts';
import { removeLeftovers } from './ledger-leftovers.ts';
import { mustBeLakehouse } from './must-be-lakehouse.ts';
import { migrate } from './schema.ts';
import { takeWriterLock, type WriterLock } from './writer-lock.ts';

/** An open lakehouse. `db` is the connection; relations are reached by SQL. */
export interface Lakehouse {
  readonly path: string;
  readonly db: Database.Database;
  readonly writable: boolean;
  close(): void;
}

export interface OpenOptions {
  /** Read-only opens take no lock and never create or migrate. */
  readonly?: boolean;
  /** Fail when the file is not there, instead of creating it. */
  mustExist?: boolean;
  /** A second writing connection of the process that already holds the lock: the job thread's. */
  lock?: 'take' | 'held by this process';
}

/** Opens a lakehouse, creating and migrating it when writable. Throws `locked` when another process writes it. */
export function openLakehouse(path: string, options: OpenOptions = {}): Lakehouse {
  const file = resolve(path);
  return options.readonly ? openReader(file) : openWriter(file, options);
}

function openReader(file: string): Lakehouse {
  mustBeThere(file);
  const db = connect(file, { readonly: true, fileMustExist: true });
  setPragmas(db, { query_only: 1, trusted_schema: 0, cell_size_check: 1, mmap_size: 0, cache_size: -2000 });
  return { path: file, db, writable: false, close: () => db.close() };
}

function openWriter(file: string, { mustExist = false, lock: kind = 'take' }: OpenOptions): Lakehouse {
  if (mustExist) mustBeThere(file);
  mkdirSync(dirname(file), { recursive: true });
  if (kind === 'take') mustBeLakehouse(file);
  const lock: WriterLock | null = kind === 'take' ? takeWriterLock(file) : null;
  try {
    const db = connect(file, { fileMustExist: mustExist });
    db.pragma('journal_mode = WAL');
    setPragmas(db, {
      synchronous: 2, // FULL: WAL with NORMAL loses acknowledged commits when power goes
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      mmap_size: 0,
      cache_size: -2000, // SQLite's sorter is 3.5 times slower with a large cache
      busy_timeout: 5000,
      threads: 1, // sorts beside the statement: a third less time
    });
    if (db.pragma('journal_mode', { simple: true }) !== 'wal')
      throw new TracklakeError('internal', `${file}: WAL is not to be had here`);
    if (lock !== null) {
      migrate(db);
      removeLeftovers(db);
    }
    return {
      path: file,
      db,
      writable: true,
      close() {
        db.close();
        lock?.release();
      },
    };
  } catch (error) {
    lock?.release();
    throw isDamage(error) ? damaged(file, error) : error;
  }
}

const isDamage = (error: unknown): error is Error =>
  error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code);

function damaged(file: string, cause: Error): TracklakeError {
  const hint =
    'it is left as it is; tracklake backup --restore latest puts the newest copy in its place, or open another lakehouse and import the files again';
  return new TracklakeError('corrupt', `${file} is damaged: ${cause.message}`, { file, hint }, { cause });
}

function mustBeThere(file: string): void {
  if (!existsSync(file))
    throw new TracklakeError('not_found', `no lakehouse at ${file}`, { file, hint: 'tracklake run makes one' });
}

function connect(file: string, options: Database.Options): Database.Database {
  try {
    const db = new Database(file, options);
    addFunctions(db);
    return db;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const code = /does not exist|unable to open/i.test(reason) ? 'not_found' : 'corrupt';
    throw new TracklakeError(code, `${file}: ${reason}`, { file }, { cause: error });
  }
}

/** Sets each PRAGMA and reads it back: one that did not take is an error, never a surprise. */
function setPragmas(db: Database.Database, wanted: Record<string, number>): void {
  for (const [name, value] of Object.entries(wanted)) {
    db.pragma(`${name} = ${value}`);
    const got = Number(db.pragma(name, { simple: true }));
    if (got !== value) throw new TracklakeError('internal', `PRAGMA ${name} is ${got}, not ${value}`);
  }
}
