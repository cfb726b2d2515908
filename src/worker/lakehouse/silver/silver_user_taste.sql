-- One row for each user and part of their profile: a genre or artist with its share of their plays, or an audio feature with its mean over plays.
-- @view
-- @rows select (select count(*) from silver_user_genres) + (select count(*) from silver_user_artists) + 7 * (select count(*) from silver_user_features)
select
  user_id, 'genre' as kind, genre as item, plays,
  plays * 1.0 / sum(plays) over (partition by user_id) as value
from silver_user_genres
union all
select
  user_id, 'artist', artist_id, plays,
  plays * 1.0 / sum(plays) over (partition by user_id)
from silver_user_artists
union all
select user_id, 'feature', 'tempo', plays, tempo_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'danceability', plays, danceability_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'energy', plays, energy_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'valence', plays, valence_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'acousticness', plays, acousticness_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'instrumentalness', plays, instrumentalness_sum / 1000.0 / plays from silver_user_features
union all
select user_id, 'feature', 'loudness', plays, loudness_sum / 1000.0 / plays from silver_user_features
