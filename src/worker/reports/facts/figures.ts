import type { Lakehouse } from '../../lakehouse/open.ts';

/** What the charts show of the data itself. Lists are empty where a relation isn't built or the plays have no dates. */
export interface Figures {
  /** Whole weeks, at most two years of them. */
  weeks: { week_end: string; plays: number; listeners: number }[];
  /** Shares of the plays of the last four weeks, the largest first. */
  genres: { genre: string; share: number }[];
  /** Plays by weekday (1 is Monday) and hour (UTC) in the last twelve weeks. */
  hours: { weekday: number; hour: number; plays: number }[];
  /** The ten most played artists of the last full month. */
  artists: { artist_name: string; plays: number; listeners: number }[];
  month: string | null;
  totals: { plays: number; listeners: number; tracks: number };
}

export function readFigures(lake: Lakehouse): Figures {
  const { db } = lake;
  const built = new Set(db.prepare('select relation from lake_relations').pluck().all() as string[]);
  const rows = <Row>(relation: string, sql: string, ...values: unknown[]): Row[] =>
    built.has(relation) ? (db.prepare(sql).all(...values) as Row[]) : [];
  const weeks = rows<Figures['weeks'][number]>(
    'gold_weekly_overview',
    'select week_end, plays, listeners from (select * from gold_weekly_overview order by week_end desc limit 104) order by week_end',
  );
  const days = rows<{ first: string | null; last: string | null }>(
    'gold_user_insights',
    'select min(first_played_on) as first, max(last_played_on) as last from gold_user_insights',
  )[0];
  const wholeWeeks = weeks.filter(
    week => daysBefore(week.week_end, 6) >= (days?.first ?? '') && week.week_end <= (days?.last ?? '9'),
  );
  const month = lastFullMonth(days?.last);
  return {
    weeks: wholeWeeks,
    genres: rows(
      'gold_genre_popularity_by_week',
      `select genre, sum(plays) * 1.0 / sum(sum(plays)) over () as share from gold_genre_popularity_by_week
       where week_end in (select distinct week_end from gold_genre_popularity_by_week order by week_end desc limit 4)
       group by genre order by share desc, genre`,
    ),
    hours: rows(
      'gold_listening_heatmap',
      `select weekday, hour, sum(plays) as plays from gold_listening_heatmap
       where week_end in (select distinct week_end from gold_listening_heatmap order by week_end desc limit 12)
       group by weekday, hour order by weekday, hour`,
    ),
    artists:
      month === null
        ? []
        : rows(
            'gold_top_artists_by_month',
            'select artist_name, plays, listeners from gold_top_artists_by_month where month = ? order by rank limit 10',
            month,
          ),
    month,
    totals: rows<Figures['totals']>(
      'gold_user_insights',
      `select coalesce(sum(plays), 0) as plays, count(*) as listeners,
         (select count(*) from silver_dim_songs) as tracks from gold_user_insights`,
    )[0] ?? { plays: 0, listeners: 0, tracks: 0 },
  };
}

function daysBefore(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return '';
  day.setUTCDate(day.getUTCDate() - days);
  return day.toISOString().slice(0, 10);
}

/** The last month that ended on or before a date: `2025-01-14` → `2024-12`. */
function lastFullMonth(date: string | null | undefined): string | null {
  if (date == null) return null;
  const day = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day.getTime())) return null;
  day.setUTCDate(day.getUTCDate() + 1);
  day.setUTCDate(0);
  return day.toISOString().slice(0, 7);
}
