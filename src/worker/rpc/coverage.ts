import type Database from 'better-sqlite3';

export interface Coverage {
  coveredFrom: string | null;
  coveredTo: string | null;
}

const NOTHING: Coverage = { coveredFrom: null, coveredTo: null };

/** The lakehouse's own days: those of the smallest relation that knows them. */
export function coverageOf(db: Database.Database): Coverage {
  for (const [relation, column] of [
    ['gold_listening_heatmap', 'played_on'],
    ['gold_genre_popularity_by_week', 'week_end'],
    ['silver_weekly_trending_tracks', 'week_end'],
  ] as const) {
    const covered = coverageOfColumn(db, relation, column);
    if (covered.coveredTo !== null) return covered;
  }
  return NOTHING;
}

/** First and last day in a column; nothing where relation or column are not there. */
export function coverageOfColumn(db: Database.Database, relation: string, column: string): Coverage {
  try {
    const row = db
      .prepare(
        `select (select min(${column}) from ${relation}) as first, (select max(${column}) from ${relation}) as last`,
      )
      .get() as { first: unknown; last: unknown };
    return { coveredFrom: day(row.first), coveredTo: day(row.last) };
  } catch {
    return NOTHING; // not built yet
  }
}

const day = (value: unknown): string | null =>
  typeof value === 'string' && /^\d{4}-\d{2}/.test(value) ? value.slice(0, 10) : null;
