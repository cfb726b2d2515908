-- One row for each play in bronze, with what is wrong with it by itself, where something is: its user or track is unknown, its time or length cannot be.
-- A track that stands under several ids counts as one, by silver_track_identity; bronze keeps the id that the source gave.
-- What silver_listens can work out from these (day, hour, weekday), or bronze tells by row_id = listen_id (load, line), is not stored again.
-- @columns week_end text, user_id any, started_s integer, track_id any, listen_id integer, played_at text, ms_played integer, is_skip integer, context text, playlist_id any, reason text
-- @key week_end, user_id, started_s, track_id, listen_id
-- @index reason where reason is not null
-- @not_null played_at, is_skip
-- @expect reason is null or reason in ('orphan_user', 'orphan_track', 'clock_error', 'impossible')
-- @expect reason is not null or (started_s > 0 and week_end >= substr(played_at, 1, 10))
-- @incremental replace week_end from bronze_fact_listening_events
-- @touched select coalesce(d.week_end, '') from bronze_fact_listening_events as e left join silver_dim_dates as d on d.date = substr(e.played_at, 1, 10)
-- @reads bronze_fact_listening_events via listen_id
-- @rows_like bronze_fact_listening_events
with described_users as (
  select user_id, max(signed_up_at) as signed_up_at
  from (
    select user_id, signed_up_at, row_number() over (partition by user_id order by row_id desc) as age
    from bronze_dim_users
  ) as d
  where age = 1
  group by user_id
),
described_songs as (
  select track_id, max(duration_ms) as duration_ms, max(released_on) as released_on
  from (
    select track_id, duration_ms, released_on, row_number() over (partition by track_id order by row_id desc) as age
    from bronze_dim_songs
  ) as d
  where age = 1
  group by track_id
),
-- ids of one namespace ('lastfm:', or none) are known by their files, if there is a file for that namespace at all
user_namespaces as (
  select distinct substr(user_id, 1, instr(user_id, ':')) as namespace from bronze_dim_users
),
song_namespaces as (
  select distinct substr(track_id, 1, instr(track_id, ':')) as namespace from bronze_dim_songs
)
select
  coalesce(d.week_end, '') as week_end,
  e.user_id,
  coalesce(
    (d.day_no + 10957) * 86400 + substr(e.played_at, 12, 2) * 3600 + substr(e.played_at, 15, 2) * 60 + substr(e.played_at, 18, 2), 0
  ) as started_s, -- since 1970
  coalesce(i.canonical_track_id, e.track_id) as track_id,
  e.row_id as listen_id,
  e.played_at,
  e.ms_played,
  coalesce(e.skipped, case when e.ms_played < 30000 then 1 else 0 end) as is_skip,
  e.context,
  e.playlist_id,
  case
    when u.user_id is null
      and substr(e.user_id, 1, instr(e.user_id, ':')) in (select namespace from user_namespaces) then 'orphan_user'
    when s.track_id is null and e.track_title is null
      and substr(e.track_id, 1, instr(e.track_id, ':')) in (select namespace from song_namespaces) then 'orphan_track'
    when d.date is null then 'clock_error'
    when e.played_at < u.signed_up_at then 'clock_error'
    when substr(e.played_at, 1, 10) < s.released_on then 'clock_error'
    when e.ms_played < 0 or e.ms_played > 86400000 then 'impossible'
    when e.ms_played > s.duration_ms + 10000 then 'impossible'
  end as reason
from bronze_fact_listening_events as e
left join silver_dim_dates as d on d.date = substr(e.played_at, 1, 10)
left join described_users as u on u.user_id = e.user_id
left join described_songs as s on s.track_id = e.track_id
left join silver_track_identity as i on i.track_id = e.track_id
order by week_end, e.user_id, started_s, coalesce(i.canonical_track_id, e.track_id), e.row_id
