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
-- within one track's list, its own number of playlists changes no order: it comes in after the cut
ranked as (
  select
    p.*,
    o.playlists as other_playlists,
    row_number() over (
      partition by p.track_id order by p.support / sqrt(o.playlists) desc, p.support desc, p.other_track_id
    ) as rank
  from both_ways as p
  join playlists_of as o on o.track_id = p.other_track_id
)
select
  r.track_id,
  r.other_track_id,
  r.rank,
  r.support,
  r.support / sqrt(1.0 * t.playlists * r.other_playlists) as cosine,
  1.0 * r.support * (select count(distinct playlist_id) from silver_playlist_tracks) / (1.0 * t.playlists * r.other_playlists) as lift
from ranked as r
join playlists_of as t on t.track_id = r.track_id
where r.rank <= 30
