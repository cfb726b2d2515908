-- One row for each pair of tracks that followed one another in a session: what was played next, within 30 minutes of the end of the last play.
-- A session that runs over the end of a week (Tuesday midnight) is cut there.
-- @columns track_id any, next_track_id any, plays integer, skips integer
-- @key track_id, next_track_id
-- @expect plays > 0 and skips between 0 and plays
-- @incremental merge plays sum, skips sum by week_end, user_id from silver_listens
with in_order as (
  select
    track_id as next_track_id,
    is_skip,
    started_s,
    lag(track_id) over earlier as track_id,
    lag(started_s + coalesce(ms_played, 0) / 1000) over earlier as ended_s
  from silver_listens
  window earlier as (partition by week_end, user_id order by started_s, track_id, listen_id)
)
select track_id, next_track_id, count(*) as plays, sum(is_skip) as skips
from in_order
where started_s - ended_s <= 1800
group by track_id, next_track_id
