-- One row for each user and track, with all plays of it, dated or only counted: the matrix that recommenders read.
-- @columns user_id any, track_id any, plays integer, skips integer, ms_played integer, first_played_on text, last_played_on text
-- @key user_id, track_id
-- @not_null plays, skips, ms_played
-- @expect plays >= skips and skips >= 0
-- @expect first_played_on is null or first_played_on <= last_played_on
-- @incremental merge plays sum, skips sum, ms_played sum, first_played_on min, last_played_on max from silver_listens, bronze_fact_listening_counts
with played as (
  select user_id, track_id, 1 as plays, is_skip as skips, ms_played, played_on
  from silver_listens
  union all
  select c.user_id, coalesce(i.canonical_track_id, c.track_id), c.plays, 0, 0, null
  from bronze_fact_listening_counts as c
  left join silver_track_identity as i on i.track_id = c.track_id
  where c.plays > 0
)
select
  user_id,
  track_id,
  sum(plays) as plays,
  sum(skips) as skips,
  coalesce(sum(ms_played), 0) as ms_played,
  min(played_on) as first_played_on,
  max(played_on) as last_played_on
from played
group by user_id, track_id
