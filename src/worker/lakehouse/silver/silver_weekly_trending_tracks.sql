-- One row for each track and week in which somebody played it, ranked within the week, with the change against the week before.
-- @columns week_end text, track_id any, plays integer, skips integer, listeners integer, ms_played integer, previous_plays integer, change integer, growth real, rank integer
-- @key week_end, track_id
-- @index track_id
-- @expect plays >= listeners and listeners > 0 and skips between 0 and plays
-- @expect previous_plays >= 0 and rank > 0 and change = plays - previous_plays
-- @severity warn
-- @references track_id silver_dim_songs(track_id)
-- @incremental replace week_end from silver_listens
-- @touched select week_end from silver_listens union select d.next_week_end from silver_listens as l join silver_dim_dates as d on d.date = l.week_end
-- @reads silver_listens where week_end in (select value from touched) or week_end in (select previous_week_end from silver_dim_dates where date in (select value from touched))
with counted as (
  select
    week_end,
    track_id,
    count(*) as plays,
    sum(is_skip) as skips,
    count(distinct user_id) as listeners,
    coalesce(sum(ms_played), 0) as ms_played
  from silver_listens
  group by week_end, track_id
),
compared as (
  select now.*, coalesce(before.plays, 0) as previous_plays
  from counted as now
  join silver_dim_dates as d on d.date = now.week_end
  left join counted as before on before.track_id = now.track_id and before.week_end = d.previous_week_end
)
select
  week_end,
  track_id,
  plays,
  skips,
  listeners,
  ms_played,
  previous_plays,
  plays - previous_plays as change,
  case when previous_plays > 0 then (plays - previous_plays) * 1.0 / previous_plays end as growth,
  row_number() over (partition by week_end order by plays desc, listeners desc, track_id) as rank
from compared
