-- One row for each track with the artist and genre that its plays are counted under: the narrow part of silver_dim_songs.
-- @columns track_id any, artist_id any, genre text
-- @key track_id
select track_id, artist_id, genre
from silver_dim_songs
