-- One row for each track: its latest description, or what plays and counts call it where no song file describes it.
-- @columns track_id any, title text, artist_id any, artist_name text, album_name text, genre text, released_on text, duration_ms integer, explicit integer, isrc text, track_mbid text, tempo real, danceability real, energy real, valence real, acousticness real, instrumentalness real, loudness real
-- @key track_id
-- @not_null title
-- @index artist_id
-- @index genre
-- @severity warn
-- @expect duration_ms is null or duration_ms > 0
-- @expect explicit is null or explicit in (0, 1)
-- @expect coalesce(danceability, 0) between 0 and 1 and coalesce(energy, 0) between 0 and 1 and coalesce(valence, 0) between 0 and 1
-- @expect coalesce(acousticness, 0) between 0 and 1 and coalesce(instrumentalness, 0) between 0 and 1
-- @expect released_on is null or length(released_on) = 10
with described as (
  select *, row_number() over (partition by track_id order by row_id desc) as age
  from bronze_dim_songs
)
select
  track_id, title, coalesce(artist_id, artist_name) as artist_id, artist_name, album_name, genre, released_on, duration_ms, explicit,
  isrc, track_mbid, tempo, danceability, energy, valence, acousticness, instrumentalness, loudness
from described
where age = 1
union all
select
  track_id, title, artist_name as artist_id, artist_name, album_name, null, null, null, null,
  isrc, track_mbid, null, null, null, null, null, null, null
from silver_inline_tracks
where track_id not in (select track_id from bronze_dim_songs)
