-- One row for each artist that has a track.
-- @columns artist_id any, artist_name text, tracks integer, genre text, first_released_on text
-- @key artist_id
-- @expect tracks > 0
with by_genre as (
  select
    artist_id, genre, max(artist_name) as artist_name, count(*) as tracks, min(released_on) as first_released_on
  from silver_dim_songs
  where artist_id is not null
  group by artist_id, genre
),
ranked as (
  select
    artist_id, genre,
    row_number() over (partition by artist_id order by tracks desc, genre) as place,
    max(artist_name) over (partition by artist_id) as artist_name,
    sum(tracks) over (partition by artist_id) as tracks,
    min(first_released_on) over (partition by artist_id) as first_released_on
  from by_genre
)
select artist_id, artist_name, tracks, genre, first_released_on
from ranked
where place = 1
