-- One row for each user and artist they played.
-- @columns user_id any, artist_id any, plays integer, skips integer, ms_played integer
-- @key user_id, artist_id
-- @expect plays > 0 and skips between 0 and plays
-- @incremental merge plays sum, skips sum, ms_played sum from silver_user_track_plays
select p.user_id, s.artist_id, sum(p.plays) as plays, sum(p.skips) as skips, sum(p.ms_played) as ms_played
from silver_user_track_plays as p
join silver_track_labels as s on s.track_id = p.track_id
where s.artist_id is not null
group by p.user_id, s.artist_id
