-- One row for each track and week in which somebody played it.
-- @columns track_id any, week_end text, plays integer, skips integer, listeners integer, ms_played integer
-- @key track_id, week_end
-- @index week_end
-- @expect plays >= listeners and listeners > 0 and skips between 0 and plays
-- @severity warn
-- @references track_id silver_dim_songs(track_id)
-- @incremental replace week_end from silver_listens
select
  track_id,
  week_end,
  count(*) as plays,
  sum(is_skip) as skips,
  count(distinct user_id) as listeners,
  coalesce(sum(ms_played), 0) as ms_played
from silver_listens
group by track_id, week_end
