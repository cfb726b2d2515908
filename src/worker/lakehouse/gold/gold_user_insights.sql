-- One row for each user who played something: how much, since when, and what they like best.
-- @columns user_id any, plays integer, tracks integer, skips integer, skip_share real, ms_played integer, plays_per_track real, first_played_on text, last_played_on text, active_weeks integer, top_genre text, top_artist_id any, top_artist_name text
-- @key user_id
-- @incremental replace user_id from silver_user_track_plays, silver_user_weeks, silver_user_artists, silver_user_genres
-- @expect plays >= tracks and tracks > 0 and skips between 0 and plays
with totals as (
  select
    user_id, sum(plays) as plays, count(*) as tracks, sum(skips) as skips, sum(ms_played) as ms_played,
    min(first_played_on) as first_played_on, max(last_played_on) as last_played_on
  from silver_user_track_plays
  group by user_id
),
weeks as (
  select user_id, count(*) as active_weeks
  from silver_user_weeks
  group by user_id
),
most as (
  select user_id, max(plays) as plays
  from silver_user_artists
  group by user_id
),
artists as (
  select a.user_id, min(a.artist_id) as artist_id
  from most as m
  join silver_user_artists as a on a.user_id = m.user_id and a.plays = m.plays
  group by a.user_id
),
genres as (
  select user_id, genre, row_number() over (partition by user_id order by plays desc, genre) as place
  from silver_user_genres
)
select
  t.user_id, t.plays, t.tracks, t.skips,
  t.skips * 1.0 / t.plays as skip_share,
  t.ms_played,
  t.plays * 1.0 / t.tracks as plays_per_track,
  t.first_played_on,
  t.last_played_on,
  coalesce(w.active_weeks, 0) as active_weeks,
  g.genre as top_genre,
  a.artist_id as top_artist_id,
  n.artist_name as top_artist_name
from totals as t
left join weeks as w on w.user_id = t.user_id
left join genres as g on g.user_id = t.user_id and g.place = 1
left join artists as a on a.user_id = t.user_id
left join silver_dim_artists as n on n.artist_id = a.artist_id
