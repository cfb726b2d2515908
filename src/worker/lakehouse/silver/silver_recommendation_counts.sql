-- One row for each user and track that was recommended to them, with how often, and the feedback they gave on it.
-- @columns user_id any, track_id any, times_recommended integer, best_rank integer, first_recommended_on text, last_recommended_on text, likes integer, dislikes integer
-- @key user_id, track_id
-- @expect times_recommended > 0 and best_rank > 0
with feedback as (
  select
    f.user_id,
    coalesce(i.canonical_track_id, f.track_id) as track_id,
    sum(case when f.feedback in ('like', 'save') then 1 else 0 end) as likes,
    sum(case when f.feedback in ('dislike', 'hide') then 1 else 0 end) as dislikes
  from bronze_feedback_events as f
  left join silver_track_identity as i on i.track_id = f.track_id
  group by f.user_id, coalesce(i.canonical_track_id, f.track_id)
),
recommended as (
  select
    e.user_id,
    coalesce(i.canonical_track_id, e.track_id) as track_id,
    count(*) as times_recommended,
    min(e.rank) as best_rank,
    min(substr(e.recommended_at, 1, 10)) as first_recommended_on,
    max(substr(e.recommended_at, 1, 10)) as last_recommended_on
  from bronze_recommendation_events as e
  left join silver_track_identity as i on i.track_id = e.track_id
  group by e.user_id, coalesce(i.canonical_track_id, e.track_id)
)
select
  r.user_id, r.track_id, r.times_recommended, r.best_rank, r.first_recommended_on, r.last_recommended_on,
  coalesce(f.likes, 0) as likes,
  coalesce(f.dislikes, 0) as dislikes
from recommended as r
left join feedback as f on f.user_id = r.user_id and f.track_id = r.track_id
