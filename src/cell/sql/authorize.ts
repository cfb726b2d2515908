import { constants, type DatabaseSync } from 'node:sqlite';

const { SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE, SQLITE_OK, SQLITE_DENY } = constants;
const ALLOWED = new Set<number>([SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE]);

/** Functions that reach outside of a statement; none of them is compiled in, and none will be missed. */
const FORBIDDEN_FUNCTIONS = new Set([
  'load_extension',
  'readfile',
  'writefile',
  'edit',
  'fts3_tokenizer',
  'fileio_read',
]);

/**
 * From now on this connection reads, and does nothing else: no write, no ATTACH, no PRAGMA, no transaction. Read-only
 * mode alone is no sandbox: VACUUM INTO writes files and ATTACH opens them. Calls `onRead` for every table, view and
 * common table expression that a statement reads.
 */
export function allowReadingOnly(db: DatabaseSync, onRead: (relation: string) => void = () => {}): void {
  db.setAuthorizer((action, first, second, _database, within) => {
    if (!ALLOWED.has(action)) return SQLITE_DENY;
    if (action === SQLITE_FUNCTION && FORBIDDEN_FUNCTIONS.has((second ?? '').toLowerCase())) return SQLITE_DENY;
    if (action === SQLITE_READ) for (const name of [first, within]) if (name !== null) onRead(name);
    return SQLITE_OK;
  });
}
