-- One row for each week, surface and model that recommended something: how much of it was played, within seven days, and liked.
-- @columns week_end text, surface text, model_id text, recommendations integer, users integer, tracks integer, played integer, skipped integer, liked integer, disliked integer, hit_rate real, mean_rank_played real
-- @key week_end, surface, model_id
-- @expect played between 0 and recommendations and skipped between 0 and played
with recommended as (
  select
    d.week_end,
    d.next_week_end,
    coalesce(e.surface, '') as surface,
    coalesce(e.model_id, '') as model_id,
    e.user_id,
    coalesce(i.canonical_track_id, e.track_id) as track_id,
    e.rank,
    e.recommended_at,
    (d.day_no + 10957) * 86400 + substr(e.recommended_at, 12, 2) * 3600 + substr(e.recommended_at, 15, 2) * 60
      + substr(e.recommended_at, 18, 2) as recommended_s,
    e.row_id
  from bronze_recommendation_events as e
  join silver_dim_dates as d on d.date = substr(e.recommended_at, 1, 10)
  left join silver_track_identity as i on i.track_id = e.track_id
),
answered as (
  select r.row_id, count(*) as plays, min(l.is_skip) as is_skip
  from recommended as r
  join silver_listens as l
    on l.week_end in (r.week_end, r.next_week_end) and l.user_id = r.user_id and l.track_id = r.track_id
    and l.started_s >= r.recommended_s and l.started_s < r.recommended_s + 604800
  group by r.row_id
),
verdicts as (
  select
    f.user_id,
    coalesce(i.canonical_track_id, f.track_id) as track_id,
    max(case when f.feedback in ('like', 'save') then 1 else 0 end) as liked,
    max(case when f.feedback in ('dislike', 'hide') then 1 else 0 end) as disliked
  from bronze_feedback_events as f
  left join silver_track_identity as i on i.track_id = f.track_id
  group by f.user_id, coalesce(i.canonical_track_id, f.track_id)
)
select
  r.week_end,
  r.surface,
  r.model_id,
  count(*) as recommendations,
  count(distinct r.user_id) as users,
  count(distinct r.track_id) as tracks,
  count(a.plays) as played,
  coalesce(sum(a.is_skip), 0) as skipped,
  coalesce(sum(v.liked), 0) as liked,
  coalesce(sum(v.disliked), 0) as disliked,
  count(a.plays) * 1.0 / count(*) as hit_rate,
  sum(case when a.plays > 0 then r.rank end) * 1.0 / nullif(count(a.plays), 0) as mean_rank_played
from recommended as r
left join answered as a on a.row_id = r.row_id
left join verdicts as v on v.user_id = r.user_id and v.track_id = r.track_id
group by r.week_end, r.surface, r.model_id
