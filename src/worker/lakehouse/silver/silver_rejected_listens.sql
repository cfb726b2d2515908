-- One row for each play that is left out of silver_listens, with the reason: orphan_user, orphan_track, clock_error, impossible, duplicate or overlap.
-- @view
-- @rows select (select count(*) from silver_plays where reason is not null) + (select count(*) from silver_clashing_plays)
with rejected as (
  select listen_id, user_id, track_id, played_at, week_end, ms_played, is_skip, context, playlist_id, reason
  from silver_plays
  where reason is not null
  union all
  select
    p.listen_id, p.user_id, p.track_id, p.played_at, p.week_end, p.ms_played, p.is_skip, p.context, p.playlist_id, c.reason
  from silver_clashing_plays as c
  left join silver_plays as p on p.week_end = c.week_end and p.user_id = c.user_id and p.listen_id = c.listen_id
)
-- left joins, though each row has its match: they are taken in this order
select
  r.listen_id, r.user_id, r.track_id, r.played_at, substr(r.played_at, 1, 10) as played_on, r.week_end, r.ms_played, r.is_skip, r.context,
  r.playlist_id, e.load_id, e.line_no, r.reason
from rejected as r
left join bronze_fact_listening_events as e on e.row_id = r.listen_id
