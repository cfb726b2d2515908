-- One row for each user and week in which they played something.
-- @columns week_end text, user_id any, plays integer, skips integer, ms_played integer, first_played_on text, last_played_on text
-- @key week_end, user_id
-- @index user_id
-- @expect plays > 0 and skips between 0 and plays
-- @incremental replace week_end from silver_listens
select
  week_end,
  user_id,
  count(*) as plays,
  sum(is_skip) as skips,
  coalesce(sum(ms_played), 0) as ms_played,
  min(played_on) as first_played_on,
  max(played_on) as last_played_on
from silver_listens
group by week_end, user_id
