import type Database from 'better-sqlite3';
import type { SlowQuery } from '../../shared/rpc/observe.ts';

const WEEK_MS = 7 * 86_400_000;

/** The slowest statements since a week: those of cells from the person's history, those of builds and checks from the lakehouse. */
export function slowQueries(
  lake: Database.Database,
  state: Database.Database,
  limit: number,
  now: Date = new Date(),
): SlowQuery[] {
  const since = new Date(now.getTime() - WEEK_MS).toISOString();
  const ask = (db: Database.Database, sql: string): SlowQuery[] => db.prepare(sql).all(since, limit) as SlowQuery[];
  return [...ask(state, CELLS), ...ask(lake, RELATIONS), ...ask(lake, CHECKS)]
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, limit);
}

const CELLS = `
  select 'cell' as kind, sql as title, milliseconds, rows, started_at as at, notebook as ref
  from history where milliseconds is not null and started_at >= ?
  order by milliseconds desc limit ?`;

const RELATIONS = `
  select 'relation' as kind, relation as title, seconds * 1000 as milliseconds, rows, built_at as at, relation as ref
  from lake_relations where built_at >= ? and mode <> 'view'
  order by seconds desc limit ?`;

/** Each check once, at its slowest. */
const CHECKS = `
  select 'check' as kind, relation || ': ' || kind || ' ' || expression as title, max(seconds) * 1000 as milliseconds,
    rows_checked as rows, checked_at as at, relation as ref
  from lake_checks where checked_at >= ?
  group by relation, kind, expression
  order by milliseconds desc limit ?`;
