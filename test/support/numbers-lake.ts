import Database from 'better-sqlite3';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';

/** A lakehouse with a gold relation of `rows` rows × 8 columns of every usual kind, and an index on track_id. */
export function makeNumbersLake(path: string, rows: number): void {
  openLakehouse(path).close();
  const db = new Database(path);
  db.exec(`
    create table gold_numbers as
    with recursive n (i) as (select 1 union all select i + 1 from n where i < ${rows})
    select i as play_id, i % 1000 as track_id, '2024-01-01T00:00:' || printf('%02d', i % 60) as played_at, i * 0.5 as score,
      case when i % 10 = 0 then null else i / 7.0 end as share, 'genre ' || (i % 20) as genre,
      case when i % 10 = 1 then null else 'track title ' || i end as title, i % 2 as is_skip
    from n;
    create index gold_numbers_track on gold_numbers (track_id);
  `);
  db.close();
}
