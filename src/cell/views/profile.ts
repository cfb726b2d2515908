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

/** What a column is still looked at by when the time box is used up: less than a millisecond. */
const LATE_ROWS = 1000;

/**
 * Looks at a relation's columns within a time box: half of it for one pass over the rows, half for what they say. A large
 * relation is sampled by its first rows: a spread sample would be a scan. No column is left out: those whose turn comes
 * too late are described by their first rows, and each says by how many.
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
    const values = sample(db, task.relation, wanted, task.sampleRows, began + task.milliseconds / 2);
    const deadline = began + task.milliseconds;
    let timedOut = values.endedEarly;
    const columns = wanted.map((name, place): ColumnStatistics => {
      const own = values.columns[place] ?? [];
      const late = performance.now() > deadline && own.length > LATE_ROWS;
      timedOut ||= late;
      const looked = late ? own.slice(0, LATE_ROWS) : own;
      return columnStatistics(name, kindOf(looked), asLoaded(looked), null);
    });
    const looked = values.columns[0]?.length ?? 0;
    const rows = known ?? looked;
    return {
      relation: task.relation,
      rows: Math.max(rows, looked),
      sampledRows: looked,
      sampled: looked < rows || (known === null && looked === task.sampleRows),
      timedOut,
      milliseconds: Math.round(performance.now() - began),
      columns,
    };
  } finally {
    db.close();
  }
}

class TimeIsUp extends Error {}

/** Up to `most` rows of the columns, in one pass over the relation; fewer when the deadline comes first. */
function sample(
  db: DatabaseSync,
  relation: string,
  names: readonly string[],
  most: number,
  deadline: number,
): { columns: SqlValue[][]; endedEarly: boolean } {
  const columns = names.map((): SqlValue[] => []);
  const aggregate = `values_${randomBytes(8).toString('hex')}`;
  let rows = 0;
  db.aggregate(aggregate, {
    start: 0,
    varargs: true,
    step: (state: number, ...row: SqlValue[]) => {
      for (let i = 0; i < row.length; i += 1) columns[i]?.push(row[i] ?? null);
      rows += 1;
      if (rows % 256 === 0 && performance.now() > deadline) throw new TimeIsUp();
      return state;
    },
    result: (state: number) => state,
  });
  const own = names.map(quoteIdentifier).join(', ');
  try {
    db.prepare(
      `select ${aggregate}(${own}) from (select ${own} from ${quoteIdentifier(relation)} limit ${most})`,
    ).get();
    return { columns, endedEarly: false };
  } catch (error) {
    if (!(error instanceof TimeIsUp)) throw error;
    return { columns, endedEarly: true };
  }
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
