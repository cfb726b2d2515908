import type Database from 'better-sqlite3';
import { createHash } from 'node:crypto';
import type { JobContext } from '../jobs/context.ts';
import { relations } from './relations.ts';
import { relationExists } from './store.ts';

/** What a silver or gold relation held, and as of which build. */
export interface RelationDigest {
  snapshotId: number;
  rows: number;
  /** SHA-256 over its columns' names and every value of every row, in the order in which they lie. */
  sha256: string;
}

/** A digest of each silver and gold relation that has been built. Reads all of them: about half a million rows a second. */
export function relationDigests(db: Database.Database, ctx: JobContext): Record<string, RelationDigest> {
  const built = new Map(
    (
      db.prepare('select relation, snapshot_id as snapshotId from lake_relations').all() as {
        relation: string;
        snapshotId: number;
      }[]
    ).map(({ relation, snapshotId }) => [relation, snapshotId]),
  );
  const digests: Record<string, RelationDigest> = {};
  for (const { name } of relations()) {
    const snapshotId = built.get(name);
    if (snapshotId === undefined || !relationExists(db, name)) continue;
    ctx.progress({ stage: `reading ${name}`, done: 0, total: null, unit: 'rows' });
    digests[name] = { snapshotId, ...digestOf(db, name, ctx) };
  }
  return digests;
}

function digestOf(db: Database.Database, relation: string, ctx: JobContext): Pick<RelationDigest, 'rows' | 'sha256'> {
  const statement = db.prepare(`select * from ${relation}`).safeIntegers().raw();
  const hash = createHash('sha256');
  hash.update(JSON.stringify(statement.columns().map(({ name }) => name)));
  let rows = 0;
  let text = '';
  for (const row of statement.iterate() as IterableIterator<unknown[]>) {
    for (const value of row) text += valueText(value);
    rows += 1;
    if (text.length < FLUSH_CHARACTERS) continue;
    ctx.cancel.throwIfRequested();
    hash.update(text);
    text = '';
  }
  return { rows, sha256: hash.update(text).digest('hex') };
}

const FLUSH_CHARACTERS = 1 << 16;

/** No two values that differ, in kind or content, have the same text, and none is the beginning of another's. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return `t${value.length}:${value}`;
  if (typeof value === 'bigint') return `i${value};`;
  if (typeof value === 'number') return `r${value};`;
  return Buffer.isBuffer(value) ? `b${value.length}:${value.toString('latin1')}` : 'n;';
}
