-- One row for each month and each of its 100 most played artists.
-- @columns month text, artist_id any, artist_name text, rank integer, plays integer, listeners integer, ms_played integer
-- @key month, rank
-- @unique month, artist_id
-- @expect rank between 1 and 100 and plays >= listeners and listeners > 0
-- @incremental replace month from silver_listens
-- @touched select substr(played_on, 1, 7) from silver_listens
-- @reads silver_listens where substr(played_on, 1, 7) in (select value from touched) and week_end >= (select min(value) || '-01' from touched) and week_end <= (select date(max(value) || '-01', '+1 month', '+6 days') from touched)
with played as (
  select
    substr(l.played_on, 1, 7) as month,
    s.artist_id,
    count(*) as plays,
    count(distinct l.user_id) as listeners,
    coalesce(sum(l.ms_played), 0) as ms_played
  from silver_listens as l
  join silver_track_labels as s on s.track_id = l.track_id
  where s.artist_id is not null
  group by 1, 2
),
ranked as (
  select *, row_number() over (partition by month order by plays desc, listeners desc, artist_id) as rank
  from played
)
select r.month, r.artist_id, a.artist_name, r.rank, r.plays, r.listeners, r.ms_played
from ranked as r
join silver_dim_artists as a on a.artist_id = r.artist_id
where r.rank <= 100
