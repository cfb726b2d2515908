-- One row for each track that was ever played: its first, best and last week, and whether it is a sleeper hit.
-- A sleeper hit had its best week at least eight weeks after its first, with at least 20 plays and five times those of its average first four weeks.
-- @columns track_id any, title text, artist_name text, released_on text, first_week_end text, peak_week_end text, last_week_end text, weeks_played integer, weeks_to_peak integer, plays integer, peak_plays integer, first_weeks_plays integer, skips integer, is_sleeper integer
-- @key track_id
-- @expect plays >= peak_plays and peak_plays > 0
-- @expect first_week_end <= peak_week_end and peak_week_end <= last_week_end
-- @expect weeks_to_peak >= 0 and is_sleeper in (0, 1)
-- @index is_sleeper
with lives as (
  select
    track_id,
    min(week_end) as first_week_end,
    max(week_end) as last_week_end,
    count(*) as weeks_played,
    sum(plays) as plays,
    sum(skips) as skips,
    max(plays) as peak_plays
  from silver_weekly_trending_tracks
  group by track_id
),
with_fourth_week as (
  select l.*, first.day_no as first_day_no, fourth.date as fourth_week_end
  from lives as l
  join silver_dim_dates as first on first.date = l.first_week_end
  join silver_dim_dates as fourth on fourth.day_no = first.day_no + 21
),
peaks as (
  select
    l.track_id,
    min(case when w.plays = l.peak_plays then w.week_end end) as peak_week_end,
    sum(case when w.week_end <= l.fourth_week_end then w.plays else 0 end) as first_weeks_plays
  from with_fourth_week as l
  join silver_weekly_trending_tracks as w on w.track_id = l.track_id
  group by l.track_id
),
measured as (
  select
    l.*,
    p.peak_week_end,
    p.first_weeks_plays,
    (peak.day_no - l.first_day_no) / 7 as weeks_to_peak
  from with_fourth_week as l
  join peaks as p on p.track_id = l.track_id
  join silver_dim_dates as peak on peak.date = p.peak_week_end
)
select
  m.track_id, s.title, s.artist_name, s.released_on, m.first_week_end, m.peak_week_end, m.last_week_end, m.weeks_played, m.weeks_to_peak,
  m.plays, m.peak_plays, m.first_weeks_plays, m.skips,
  case when m.weeks_to_peak >= 8 and m.peak_plays >= 20 and m.peak_plays * 4 >= m.first_weeks_plays * 5 then 1 else 0 end as is_sleeper
from measured as m
left join silver_dim_songs as s on s.track_id = m.track_id
