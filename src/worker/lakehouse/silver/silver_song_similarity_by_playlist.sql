-- One row for each track and each of the (at most 30) tracks that share playlists with it most closely.
-- Only tracks at most 10 places apart in a playlist count as together, so that a playlist of n tracks costs 10 n pairs and not n².
-- @columns track_id any, other_track_id any, rank integer, support integer, cosine real, lift real
-- @key track_id, other_track_id
-- @expect support > 0 and rank between 1 and 30
-- @expect cosine > 0 and cosine <= 1.000001 and lift > 0
-- @expect track_id <> other_track_id
with playlists_of as (
  select track_id, count(*) as playlists
  from silver_playlist_tracks
  group by track_id
),
together as (
  select
    case when a.track_id < b.track_id then a.track_id else b.track_id end as track_id,
    case when a.track_id < b.track_id then b.track_id else a.track_id end as other_track_id,
    count(*) as support
  from silver_playlist_tracks as a
  join silver_playlist_tracks as b
    on b.playlist_id = a.playlist_id and b.position between a.position + 1 and a.position + 10
  group by 1, 2
),
both_ways as (
  select track_id, other_track_id, support from together
  union all
  select other_track_id, track_id, support from together
),
measured as (
  select
    p.track_id,
    p.other_track_id,
    p.support,
    p.support / sqrt(1.0 * a.playlists * b.playlists) as cosine,
    1.0 * p.support * (select count(distinct playlist_id) from silver_playlist_tracks) / (1.0 * a.playlists * b.playlists) as lift
  from both_ways as p
  join playlists_of as a on a.track_id = p.track_id
  join playlists_of as b on b.track_id = p.other_track_id
),
ranked as (
  select *, row_number() over (partition by track_id order by cosine desc, support desc, other_track_id) as rank
  from measured
)
select track_id, other_track_id, rank, support, cosine, lift
from ranked
where rank <= 30
