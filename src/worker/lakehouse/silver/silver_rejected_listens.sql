-- One row for each play that is left out of silver_listens, with the reason: orphan_user, orphan_track, clock_error, impossible, duplicate or overlap.
-- @view
-- @incremental rows from silver_judged_listens
select
  listen_id, user_id, track_id, played_at, played_on, week_end, ms_played, is_skip, context, playlist_id, load_id, line_no, reason
from silver_judged_listens
where reason is not null
