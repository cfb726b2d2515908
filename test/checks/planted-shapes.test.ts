import { describe, expect, it } from 'vitest';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { buildLakehouse } from '../../src/worker/lakehouse/build.ts';
import { runChecks } from '../../src/worker/lakehouse/checks.ts';
import type { Lakehouse } from '../../src/worker/lakehouse/open.ts';
import { withLake } from '../lakehouse/support/lake.ts';
import { loadRows } from '../lakehouse/support/load.ts';

/** One steady year: 300 plays in every hour, 40 % of them rock, 15 % skipped. The planted defect spoils it. */
const STEADY = `
  delete from gold_listening_heatmap;
  delete from gold_weekly_overview;
  delete from gold_genre_popularity_by_week;
  delete from silver_user_weeks;
  insert into gold_listening_heatmap
    select week_end, weekday, value, 300, 45, 300 * 180000 from silver_dim_dates, json_each('[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23]')
    where week_end between '2024-01-09' and '2024-12-31';
  insert into gold_weekly_overview
    select week_end, sum(plays), sum(skips), 500, 900, sum(ms_played) from gold_listening_heatmap group by week_end;
  insert into gold_genre_popularity_by_week
    select week_end, 'rock', 20160, 3024, 400, 0, 0.4, 2 from gold_weekly_overview
    union all select week_end, 'pop', 30240, 4536, 500, 0, 0.6, 1 from gold_weekly_overview;
  insert into silver_user_weeks
    select week_end, value, 1 + value % 40, 0, 0, week_end, week_end from gold_weekly_overview, json_each((select json_group_array(day_no) from silver_dim_dates where day_no between 1 and 400));
`;

const NEWEST = `(select max(week_end) from gold_weekly_overview)`;

const SHAPES: [check: string, spoil: string, found: number][] = [
  [
    'listening.silent_days',
    `delete from gold_listening_heatmap where week_end in ('2024-05-07', '2024-08-06') and weekday = 5`,
    2,
  ],
  [
    'listening.silent_hours',
    `delete from gold_listening_heatmap where week_end = '2024-06-04' and weekday = 1 and hour in (20, 21)`,
    2,
  ],
  [
    'listening.missing_hour',
    `delete from gold_listening_heatmap where week_end = '2024-04-02' and weekday = 7 and hour = 2`,
    1,
  ],
  [
    'listening.missing_hour',
    `delete from gold_listening_heatmap where week_end = '2024-03-12' and weekday = 7 and hour = 2`,
    1,
  ],
  [
    'listening.weekly_volume',
    `update gold_weekly_overview set plays = plays / 3 where week_end in ('2024-06-04', '2024-09-03')`,
    2,
  ],
  ['listening.weekly_volume', `update gold_weekly_overview set plays = plays * 3 where week_end = ${NEWEST}`, 1],
  ['drift.hours', `update gold_listening_heatmap set plays = 1500 where week_end = ${NEWEST} and hour < 4`, 1],
  [
    'drift.genres',
    `update gold_genre_popularity_by_week set plays = 2000 where week_end = ${NEWEST} and genre = 'pop'`,
    1,
  ],
  ['drift.skips', `update gold_weekly_overview set skips = plays / 2 where week_end = ${NEWEST}`, 1],
  ['drift.activity', `update silver_user_weeks set plays = 1 where week_end = ${NEWEST}`, 1],
  [
    'listening.week_boundaries',
    `update silver_user_weeks set first_played_on = '2024-06-04' where week_end = '2024-06-11' and user_id = 7`,
    1,
  ],
  [
    'listening.week_boundaries',
    `update silver_user_weeks set week_end = '2024-06-10' where week_end = '2024-06-11'`,
    1,
  ],
];

describe('what is wrong with the shape of listening', () => {
  it('is nothing in a steady year', () => {
    withSteadyYear(lake => {
      expect(alarms(lake).filter(([kind]) => SHAPES.some(([check]) => check === kind))).toEqual([]);
    });
  });

  it('is found', () => {
    withSteadyYear(lake => {
      for (const [check, spoil, found] of SHAPES) {
        lake.db.exec(`begin; ${spoil}`);
        expect(new Map(alarms(lake)).get(check), `${check}: ${spoil}`).toBe(found);
        lake.db.exec('rollback');
      }
    });
  });

  it('is found in plays: lengths that moved, skips that end where the track does, hours that were lived twice', () => {
    withLake(lake => {
      const at = (day: string, minute: number): string =>
        new Date(Date.parse(`${day}T06:00:00Z`) + minute * 60_000).toISOString();
      loadRows(lake, 'bronze_dim_songs', [{ track_id: 1, title: 'One', artist_name: 'A', duration_ms: 200_000 }]);
      const days = ['2024-10-02', '2024-10-09', '2024-10-16', '2024-10-23'];
      const plays = days.flatMap((day, d) =>
        Array.from({ length: 1100 }, (_, n) => ({
          user_id: 1 + (n % 8),
          track_id: 1,
          played_at: at(day, 4 * (n >> 3)).replace('.000', ''),
          ms_played: d === 3 ? 40_000 : 55_000 + (n % 5) * 25_000,
          skipped: d === 3 && n % 10 === 0 ? 1 : 0,
        })),
      );
      const full = plays.map((play, n) => (n % 20 === 0 ? { ...play, skipped: 1, ms_played: 199_000 } : play));
      const twice = Array.from({ length: 12 }, (_, n) => ({
        user_id: 50,
        track_id: 1,
        played_at: `2024-10-27T02:${10 + n * 2}:00Z`,
        ms_played: 100_000,
      }));
      loadRows(lake, 'bronze_fact_listening_events', [...full, ...twice, ...twice]);
      buildLakehouse(lake, {}, quietContext());
      const raised = new Map(alarms(lake));
      expect(raised.get('drift.lengths')).toBe(1);
      expect(raised.get('listening.skip_semantics')).toBeGreaterThan(150);
      expect(raised.get('listening.doubled_hour')).toBe(1);
    });
  });
});

describe('what is wrong with sources', () => {
  const SOURCES: [check: string, spoil: string, found: number][] = [
    ['sources.ledger_agrees', `update lake_loads set last_row_id = last_row_id + 1 where load_id = 3`, 1],
    [
      'sources.loads_complete',
      `insert into lake_quarantine (load_id, relation, line_no, reason, message, raw)
       select 3, 'bronze_fact_listening_events', value, 'wrong_type', 'no', '' from json_each('[1,2,3]')`,
      1,
    ],
    [
      'sources.columns_steady',
      `insert into lake_source_changes values (6, '["mood"]', '[]', '2025-01-01T00:00:00Z')`,
      1,
    ],
    ['sources.freshness', `update lake_loads set finished_at = '2024-0' || load_id || '-01T00:00:00Z'`, 1],
    [
      'sources.volume',
      `update lake_loads set rows_in = 1000, rows_quarantined = 1000 - rows_loaded where load_id < 6`,
      1,
    ],
  ];

  it.each(SOURCES)('is found: %s', (check, spoil, found) => {
    withLake(lake => {
      for (let n = 0; n < 6; n += 1)
        loadRows(
          lake,
          'bronze_fact_listening_events',
          Array.from({ length: 25 }, (_, i) => ({
            user_id: n,
            track_id: 1,
            played_at: `2024-01-0${n + 1}T10:${10 + i}:00Z`,
          })),
        );
      lake.db.exec(`update lake_loads set mapping = '{"fields":["a"]}'`);
      const now = () => new Date('2025-01-01T12:00:00Z');
      expect(runChecks(lake, {}, quietContext({ now })).results.find(({ kind }) => kind === check)).toMatchObject({
        passed: true,
      });
      lake.db.exec(spoil);
      const result = runChecks(lake, {}, quietContext({ now })).results.find(({ kind }) => kind === check);
      expect(result).toMatchObject({ passed: false, rowsFailed: found });
    });
  });
});

function withSteadyYear(use: (lake: Lakehouse) => void): void {
  withLake(lake => {
    buildLakehouse(lake, {}, quietContext());
    lake.db.exec(STEADY);
    use(lake);
  });
}

function alarms(lake: Lakehouse): [kind: string, rows: number][] {
  const relations = [
    'silver_listens',
    'silver_rejected_listens',
    'silver_user_weeks',
    'gold_listening_heatmap',
    'gold_weekly_overview',
  ];
  const { results } = runChecks(lake, { relations }, quietContext());
  return results.flatMap(({ kind, passed, rowsFailed }) =>
    passed || !kind.includes('.') ? [] : [[kind, rowsFailed] as [string, number]],
  );
}
