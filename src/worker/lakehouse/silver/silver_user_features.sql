-- One row for each user, with the audio features of what they played summed over plays, in thousandths, so that sums are exact.
-- @columns user_id any, plays integer, tempo_sum integer, danceability_sum integer, energy_sum integer, valence_sum integer, acousticness_sum integer, instrumentalness_sum integer, loudness_sum integer
-- @key user_id
-- @expect plays > 0
-- @incremental merge plays sum, tempo_sum sum, danceability_sum sum, energy_sum sum, valence_sum sum, acousticness_sum sum, instrumentalness_sum sum, loudness_sum sum from silver_user_track_plays
with in_thousandths as (
  select
    track_id,
    cast(round(tempo * 1000) as integer) as tempo,
    cast(round(danceability * 1000) as integer) as danceability,
    cast(round(energy * 1000) as integer) as energy,
    cast(round(valence * 1000) as integer) as valence,
    cast(round(acousticness * 1000) as integer) as acousticness,
    cast(round(instrumentalness * 1000) as integer) as instrumentalness,
    cast(round(loudness * 1000) as integer) as loudness
  from silver_dim_songs
  where tempo + danceability + energy + valence + acousticness + instrumentalness + loudness is not null
)
select
  p.user_id,
  sum(p.plays) as plays,
  sum(p.plays * s.tempo) as tempo_sum,
  sum(p.plays * s.danceability) as danceability_sum,
  sum(p.plays * s.energy) as energy_sum,
  sum(p.plays * s.valence) as valence_sum,
  sum(p.plays * s.acousticness) as acousticness_sum,
  sum(p.plays * s.instrumentalness) as instrumentalness_sum,
  sum(p.plays * s.loudness) as loudness_sum
from silver_user_track_plays as p
join in_thousandths as s on s.track_id = p.track_id
group by p.user_id
