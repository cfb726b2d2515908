import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { quoteIdentifier } from '../../shared/domain/notebook-sql.ts';
import { TracklakeError } from '../../shared/errors.ts';
import type { RelationProfile } from '../../shared/rpc/cells.ts';
import type { ColumnKind, ColumnStatistics } from '../../shared/rpc/results.ts';
import type { Task } from '../messages.ts';
import { allowReadingOnly } from '../sql/authorize.ts';
import { connectReadOnly } from '../sql/connect.ts';
import { rowsOf } from '../sql/explain.ts';
import type { SqlValue } from '../store/block-column.ts';
import type { LoadedColumn } from './load-column.ts';
import { columnStatistics } from './statistics.ts';

type ProfileTask = Extract<Task, { kind: 'profile' }>;

/**
 * Looks at a relation's columns, one after the other, until the time box is used up. A large relation is
 * sampled by its first rows: a spread sample would be a scan. The answer says how many were looked at.
 */
export function profileRelation(task: ProfileTask): RelationProfile {
  const began = performance.now();
  const db = connectReadOnly(task.lakePath);
  try {
    const names = db
      .prepare('select name from pragma_table_info(?)')
      .all(task.relation)
      .map(row => String(row['name']));
    if (names.length === 0)
      throw new TracklakeError('not_found', `there is no relation ${task.relation}`, { value: task.relation });
    allowReadingOnly(db);
    const known = rowsOf(db, task.relation);
    const wanted = names.filter(name => task.columns?.includes(name) ?? true);
    const deadline = began + task.milliseconds;
    const columns: ColumnStatistics[] = [];
    let looked = 0;
    for (const name of wanted) {
      if (performance.now() > deadline) break;
      const values = sample(db, task.relation, name, task.sampleRows, deadline);
      looked = Math.max(looked, values.length);
      columns.push(columnStatistics(name, kindOf(values), asLoaded(values), null));
    }
    const rows = known ?? looked;
    return {
      relation: task.relation,
      rows: Math.max(rows, looked),
      sampledRows: looked,
      sampled: looked < rows || (known === null && looked === task.sampleRows),
      timedOut: columns.length < wanted.length,
      milliseconds: Math.round(performance.now() - began),
      columns,
    };
  } finally {
    db.close();
  }
}

class TimeIsUp extends Error {}

/** Up to `most` values; fewer when the deadline comes first. */
function sample(db: DatabaseSync, relation: string, column: string, most: number, deadline: number): SqlValue[] {
  const values: SqlValue[] = [];
  const name = `values_${randomBytes(8).toString('hex')}`;
  db.aggregate(name, {
    start: 0,
    step: (state: number, value: SqlValue) => {
      values.push(value);
      if (values.length % 1024 === 0 && performance.now() > deadline) throw new TimeIsUp();
      return state;
    },
    result: (state: number) => state,
  });
  try {
    const own = quoteIdentifier(column);
    db.prepare(`select ${name}(${own}) from (select ${own} from ${quoteIdentifier(relation)} limit ${most})`).get();
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
  }
  return values;
}

function kindOf(values: readonly SqlValue[]): ColumnKind {
  let kind: ColumnKind = 'null';
  for (const value of values) {
    if (value === null) continue;
    const next =
      typeof value === 'string'
        ? 'text'
        : value instanceof Uint8Array
          ? 'blob'
          : Number.isInteger(value)
            ? 'integer'
            : 'real';
    if (kind === 'null' || kind === next) kind = next;
    else if ((kind === 'integer' && next === 'real') || (kind === 'real' && next === 'integer')) kind = 'real';
    else return 'mixed';
  }
  return kind;
}

function asLoaded(values: SqlValue[]): LoadedColumn {
  const rows = values.length;
  const valid = values.includes(null) ? Uint8Array.from(values, value => (value === null ? 0 : 1)) : null;
  if (values.every(value => value === null || typeof value === 'number')) {
    return { type: 'numbers', rows, valid, values: Float64Array.from(values, value => Number(value ?? 0)) };
  }
  return { type: 'values', rows, valid, values };
}
