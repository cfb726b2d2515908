-- One row for each tag that a track or artist carries, with the number of users who gave it.
-- @columns track_id any, tag text, users integer
-- @key track_id, tag
-- @index tag
-- @expect users > 0
-- @expect tag = lower(trim(tag))
with names as (
  select tag_id, max(tag) as tag
  from bronze_dim_tags
  group by tag_id
)
select coalesce(i.canonical_track_id, a.track_id) as track_id, lower(trim(coalesce(n.tag, a.tag_id))) as tag, count(distinct coalesce(a.user_id, -1)) as users
from bronze_fact_tag_assignments as a
left join names as n on n.tag_id = a.tag_id
left join silver_track_identity as i on i.track_id = a.track_id
where trim(coalesce(n.tag, a.tag_id)) <> ''
group by coalesce(i.canonical_track_id, a.track_id), lower(trim(coalesce(n.tag, a.tag_id)))
