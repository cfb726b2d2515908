-- One row for each genre that a song file names, with the mean audio features of its tracks.
-- @columns genre text, tracks integer, artists integer, tempo real, danceability real, energy real, valence real, acousticness real, instrumentalness real, loudness real
-- @key genre
-- @expect tracks > 0
select
  genre,
  count(*) as tracks,
  count(distinct artist_id) as artists,
  avg(tempo) as tempo,
  avg(danceability) as danceability,
  avg(energy) as energy,
  avg(valence) as valence,
  avg(acousticness) as acousticness,
  avg(instrumentalness) as instrumentalness,
  avg(loudness) as loudness
from silver_dim_songs
where genre is not null
group by genre
