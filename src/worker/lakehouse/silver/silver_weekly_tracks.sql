-- One row for each track and week in which somebody played it.
-- @view
-- @incremental replace week_end from silver_weekly_trending_tracks
-- @rows select count(*) from silver_weekly_trending_tracks
select track_id, week_end, plays, skips, listeners, ms_played
from silver_weekly_trending_tracks
