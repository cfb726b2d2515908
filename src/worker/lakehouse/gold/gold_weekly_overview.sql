-- One row for each week: how much was played, and by how many.
-- @columns week_end text, plays integer, skips integer, listeners integer, tracks integer, ms_played integer
-- @key week_end
-- @incremental replace week_end from silver_user_weeks, silver_weekly_trending_tracks
-- @expect plays >= listeners and listeners > 0 and skips between 0 and plays
with by_users as (
  select week_end, sum(plays) as plays, sum(skips) as skips, count(*) as listeners, sum(ms_played) as ms_played
  from silver_user_weeks
  group by week_end
),
by_tracks as (
  select week_end, count(*) as tracks
  from silver_weekly_trending_tracks
  group by week_end
)
select u.week_end, u.plays, u.skips, u.listeners, t.tracks, u.ms_played
from by_users as u
join by_tracks as t on t.week_end = u.week_end
