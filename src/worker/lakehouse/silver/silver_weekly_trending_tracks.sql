-- One row for each track and week in which somebody played it, ranked within the week, with the change against the week before.
-- @columns week_end text, track_id any, plays integer, listeners integer, previous_plays integer, change integer, growth real, rank integer
-- @key week_end, track_id
-- @expect plays > 0 and previous_plays >= 0 and rank > 0 and change = plays - previous_plays
-- @incremental replace week_end from silver_weekly_tracks
-- @touched select week_end from silver_weekly_tracks union select d.next_week_end from silver_weekly_tracks as w join silver_dim_dates as d on d.date = w.week_end
-- @reads silver_weekly_tracks where week_end in (select value from touched) or week_end in (select previous_week_end from silver_dim_dates where date in (select value from touched))
with compared as (
  select
    now.week_end,
    now.track_id,
    now.plays,
    now.listeners,
    coalesce(before.plays, 0) as previous_plays
  from silver_weekly_tracks as now
  join silver_dim_dates as d on d.date = now.week_end
  left join silver_weekly_tracks as before on before.track_id = now.track_id and before.week_end = d.previous_week_end
)
select
  week_end,
  track_id,
  plays,
  listeners,
  previous_plays,
  plays - previous_plays as change,
  case when previous_plays > 0 then (plays - previous_plays) * 1.0 / previous_plays end as growth,
  row_number() over (partition by week_end order by plays desc, listeners desc, track_id) as rank
from compared
