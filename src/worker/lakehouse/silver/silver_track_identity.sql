-- One row for each track that is counted as another one: the same recording under the id of another source.
-- @columns track_id any, canonical_track_id any, confidence real
-- @key track_id
-- @index canonical_track_id
-- @not_null canonical_track_id, confidence
-- @expect track_id <> canonical_track_id
-- @references canonical_track_id silver_dim_songs(track_id)
select track_id, canonical_track_id, confidence
from silver_track_matches
where status in ('merged', 'confirmed')
