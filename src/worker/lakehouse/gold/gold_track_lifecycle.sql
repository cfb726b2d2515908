-- One row for each track that was ever played: its first, best and last week, and whether it is a sleeper hit.
-- A sleeper hit had its best week at least eight weeks after its first, with at least 20 plays and five times those of its average first four weeks.
-- @columns track_id any, title text, artist_name text, released_on text, first_week_end text, peak_week_end text, last_week_end text, weeks_played integer, weeks_to_peak integer, plays integer, peak_plays integer, first_weeks_plays integer, skips integer, is_sleeper integer
-- @key track_id
-- @expect plays >= peak_plays and peak_plays > 0
-- @expect first_week_end <= peak_week_end and peak_week_end <= last_week_end
-- @expect weeks_to_peak >= 0 and is_sleeper in (0, 1)
-- @index is_sleeper
with numbered as (
  select w.track_id, w.week_end, w.plays, w.skips, d.day_no / 7 as week_no
  from silver_weekly_tracks as w
  join silver_dim_dates as d on d.date = w.week_end
),
lives as (
  select
    track_id,
    min(week_no) as first_week_no,
    min(week_end) as first_week_end,
    max(week_end) as last_week_end,
    count(*) as weeks_played,
    sum(plays) as plays,
    sum(skips) as skips,
    max(plays) as peak_plays
  from numbered
  group by track_id
),
peaks as (
  select
    l.track_id,
    min(case when n.plays = l.peak_plays then n.week_end end) as peak_week_end,
    min(case when n.plays = l.peak_plays then n.week_no end) - l.first_week_no as weeks_to_peak,
    sum(case when n.week_no < l.first_week_no + 4 then n.plays else 0 end) as first_weeks_plays
  from lives as l
  join numbered as n on n.track_id = l.track_id
  group by l.track_id, l.first_week_no
)
select
  l.track_id, s.title, s.artist_name, s.released_on, l.first_week_end, p.peak_week_end, l.last_week_end, l.weeks_played, p.weeks_to_peak,
  l.plays, l.peak_plays, p.first_weeks_plays, l.skips,
  case when p.weeks_to_peak >= 8 and l.peak_plays >= 20 and l.peak_plays * 4 >= p.first_weeks_plays * 5 then 1 else 0 end as is_sleeper
from lives as l
join peaks as p on p.track_id = l.track_id
left join silver_dim_songs as s on s.track_id = l.track_id
