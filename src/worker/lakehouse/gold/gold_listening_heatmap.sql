-- One row for each week, weekday (1 is Monday) and hour of the day (UTC) in which somebody played something.
-- @columns week_end text, weekday integer, hour integer, plays integer, skips integer, ms_played integer
-- @key week_end, weekday, hour
-- @expect weekday between 1 and 7 and hour between 0 and 23
-- @expect plays > 0 and skips between 0 and plays
-- @incremental replace week_end from silver_listens
select week_end, weekday, hour, count(*) as plays, sum(is_skip) as skips, coalesce(sum(ms_played), 0) as ms_played
from silver_listens
group by week_end, weekday, hour
