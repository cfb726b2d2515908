-- One row for each play that counts: every play in bronze but those in silver_rejected_listens.
-- @view
-- @incremental replace week_end from silver_plays, silver_clashing_plays
select
  listen_id, user_id, track_id, played_at, played_on, week_end, started_s, hour, weekday, ms_played, is_skip, context, playlist_id,
  load_id, line_no
from silver_plays
where reason is null and listen_id not in (select listen_id from silver_clashing_plays)
