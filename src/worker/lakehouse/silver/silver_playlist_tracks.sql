-- One row for each track in each playlist, once per playlist, in the playlist's order.
-- @columns playlist_id any, track_id any, position integer
-- @key playlist_id, position
-- @unique playlist_id, track_id
-- @index track_id
-- @severity warn
-- @expect position > 0
-- @references track_id silver_dim_songs(track_id)
with placed as (
  select b.playlist_id, coalesce(i.canonical_track_id, b.track_id) as track_id, min(coalesce(b.position, b.row_id)) as place
  from bronze_bridge_playlist_tracks as b
  left join silver_track_identity as i on i.track_id = b.track_id
  group by b.playlist_id, coalesce(i.canonical_track_id, b.track_id)
)
select playlist_id, track_id, row_number() over (partition by playlist_id order by place, track_id) as position
from placed
