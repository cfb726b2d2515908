import type { DatabaseSync } from 'node:sqlite';
import { TracklakeError } from '../../shared/errors.ts';
import type { CellReference } from '../../shared/rpc/cells.ts';
import { allowReadingOnly } from './authorize.ts';
import { compileReferences, type Compiled } from './compile.ts';
import { connectReadOnly, snapshotOf } from './connect.ts';
import { locateError } from './locate-error.ts';
import { loadStoredTable } from './stored-table.ts';
import { singleStatement } from './tokens.ts';

export interface Session {
  db: DatabaseSync;
  sql: string;
  compiled: Compiled;
  snapshotId: number;
  /** Relations that prepared statements read, so far. */
  reads(): string[];
}

export interface SessionRequest {
  lakePath: string;
  sql: string;
  references: readonly CellReference[];
  cacheFolder: string;
  /** Fill tables of other cells' results; for a check their columns are enough. */
  fill: boolean;
}

/**
 * A fresh connection on which one statement may be prepared and run: references compiled, the snapshot held still, and from
 * then on nothing but reading allowed. Errors carry the offset in the person's own text.
 */
export function withSession<T>(request: SessionRequest, use: (session: Session) => T): T {
  const db = connectReadOnly(request.lakePath);
  let compiled: Compiled = { sql: request.sql, stored: [], map: offset => offset };
  const seen = new Set<string>();
  try {
    compiled = compileReferences(request.sql, request.references);
    const sql = singleStatement(compiled.sql);
    for (const { name, resultId } of compiled.stored)
      loadStoredTable(db, request.cacheFolder, name, resultId, request.fill);
    db.exec('begin');
    const snapshotId = snapshotOf(db);
    const known = relationsOf(db);
    allowReadingOnly(db, relation => seen.add(relation));
    return use({ db, sql, compiled, snapshotId, reads: () => relationsRead(seen, known) });
  } catch (error) {
    throw located(error, compiled, db);
  } finally {
    db.close();
  }
}

const relationsOf = (db: DatabaseSync): Set<string> =>
  new Set(
    db
      .prepare(`select name from sqlite_schema where type in ('table', 'view')`)
      .all()
      .map(row => String(row['name'])),
  );

/** What a person would say is read: a bronze view stands for the table and the mark behind it. */
function relationsRead(seen: ReadonlySet<string>, known: ReadonlySet<string>): string[] {
  const read = [...seen].filter(name => known.has(name));
  const behind = new Set(
    read.filter(name => name.startsWith('bronze_')).flatMap(name => [`lake_${name}`, 'lake_high_water']),
  );
  return read.filter(name => !behind.has(name)).sort();
}

function located(error: unknown, compiled: Compiled, db: DatabaseSync): TracklakeError {
  if (error instanceof TracklakeError && error.code !== 'sql') return error;
  const { message, offset, length } = locateError(compiled.sql, error, head => void db.prepare(head));
  return new TracklakeError(
    'sql',
    message,
    { sql: compiled.sql, ...(offset === null ? {} : { offset: compiled.map(offset), length: length ?? 0 }) },
    { cause: error },
  );
}
