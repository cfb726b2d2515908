-- One row for each play that is left out of silver_listens, with the reason: orphan_user, orphan_track, clock_error, impossible, duplicate or overlap.
-- @view
-- @rows select (select count(*) from silver_plays where reason is not null) + (select count(*) from silver_clashing_plays)
select
  listen_id, user_id, track_id, played_at, played_on, week_end, ms_played, is_skip, context, playlist_id, load_id, line_no, reason
from silver_plays
where reason is not null
union all
select
  p.listen_id, p.user_id, p.track_id, p.played_at, p.played_on, p.week_end, p.ms_played, p.is_skip, p.context, p.playlist_id, p.load_id,
  p.line_no, c.reason
from silver_clashing_plays as c
join silver_plays as p on p.week_end = c.week_end and p.user_id = c.user_id and p.listen_id = c.listen_id
