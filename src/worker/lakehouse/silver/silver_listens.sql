-- One row for each play that counts: every play in bronze but those in silver_rejected_listens. Its load and line are bronze's, by row_id = listen_id.
-- @view
-- @incremental replace week_end from silver_plays, silver_clashing_plays
select
  listen_id, user_id, track_id, played_at,
  substr(played_at, 1, 10) as played_on,
  week_end, started_s,
  started_s % 86400 / 3600 as hour,
  (started_s / 86400 + 3) % 7 + 1 as weekday, -- 1 is Monday; 1970-01-01 was a Thursday
  ms_played, is_skip, context, playlist_id
from silver_plays
where reason is null and listen_id not in (select listen_id from silver_clashing_plays)
