-- One row for each play that counts: every play in bronze but those in silver_rejected_listens.
-- @view
-- @incremental rows from silver_judged_listens
select
  listen_id, user_id, track_id, played_at, played_on, week_end, started_s, hour, weekday, ms_played, is_skip, context, playlist_id,
  load_id, line_no
from silver_judged_listens
where reason is null
