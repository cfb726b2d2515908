-- One row for each week and genre that was played in it, with its share of the week's plays.
-- @columns week_end text, genre text, plays integer, skips integer, tracks integer, ms_played integer, share real, rank integer
-- @key week_end, genre
-- @expect plays >= tracks and tracks > 0 and skips between 0 and plays
-- @expect share > 0 and share <= 1.000001
-- @incremental replace week_end from silver_weekly_trending_tracks
with played as (
  select
    w.week_end, s.genre, sum(w.plays) as plays, sum(w.skips) as skips, count(*) as tracks, sum(w.ms_played) as ms_played
  from silver_weekly_trending_tracks as w
  join silver_track_labels as s on s.track_id = w.track_id
  where s.genre is not null
  group by w.week_end, s.genre
)
select
  week_end, genre, plays, skips, tracks, ms_played,
  plays * 1.0 / sum(plays) over (partition by week_end) as share,
  row_number() over (partition by week_end order by plays desc, genre) as rank
from played
