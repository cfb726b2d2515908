-- One row for each play that cannot stand beside an earlier one of the same user: the same track at the same second again, or begun while an earlier play still ran.
-- The earliest play stands, and so on from play to play; those left out make no others clash. Plays are compared within a week, so that a week is a function of its own plays.
-- Sources that know times to the minute only tell a play apart from the second at which another file has it: of one user's plays of one track in two files,
-- begun within a minute of each other, the one at the full minute goes where neither has a length, and the one loaded later where both have the same.
-- Plays of one file are never taken for one another in this way: a track begun twice within a minute counts twice.
-- @columns listen_id integer, week_end text, user_id any, reason text
-- @key listen_id
-- @index week_end
-- @not_null week_end, user_id
-- @expect reason in ('duplicate', 'overlap')
-- @incremental replace week_end from silver_plays, bronze_fact_listening_events
-- @touched select week_end from silver_plays
-- @reads bronze_fact_listening_events where true
with recursive told_twice as (
  select distinct
    a.week_end,
    a.user_id,
    case when a.ms_played is null or a.listen_id > b.listen_id then a.listen_id else b.listen_id end as listen_id
  from silver_plays as a
  cross join silver_plays as b
    on b.week_end = a.week_end and b.user_id = a.user_id and b.started_s > a.started_s and b.started_s < a.started_s + 60
    and b.track_id = a.track_id
  cross join bronze_fact_listening_events as of_a on of_a.row_id = a.listen_id
  cross join bronze_fact_listening_events as of_b on of_b.row_id = b.listen_id
  where a.reason is null and b.reason is null and of_a.load_id <> of_b.load_id
    and (a.ms_played = b.ms_played or (a.ms_played is null and b.ms_played is null and a.started_s % 60 = 0))
),
in_order as (
  select
    listen_id,
    week_end,
    user_id,
    started_s * 1000 as started_ms,
    started_s * 1000 + ms_played as ended_ms,
    row_number() over earlier as place,
    coalesce(lag(started_s) over earlier = started_s and lag(track_id) over earlier = track_id, false) as is_again,
    coalesce(max(started_s * 1000 + ms_played) over earlier, 0) as busy_until_ms
  from silver_plays
  where reason is null and listen_id not in (select listen_id from told_twice)
  window earlier as (
    partition by week_end, user_id order by started_s, track_id, listen_id rows between unbounded preceding and 1 preceding
  )
),
-- a second is the grain of time: plays may seem to overlap by so much
suspects as (
  select * from in_order where is_again or busy_until_ms > started_ms + 1000
),
judged as (
  select week_end, user_id, place, listen_id, is_again, false as stands, busy_until_ms
  from suspects as s
  where not exists (
    select 1 from suspects as p where p.week_end = s.week_end and p.user_id = s.user_id and p.place = s.place - 1
  )
  union all
  select
    s.week_end, s.user_id, s.place, s.listen_id, s.is_again,
    not s.is_again and j.busy_until_ms <= s.started_ms + 1000,
    case
      when not s.is_again and j.busy_until_ms <= s.started_ms + 1000 and s.ended_ms > j.busy_until_ms then s.ended_ms
      else j.busy_until_ms
    end
  from judged as j
  join suspects as s on s.week_end = j.week_end and s.user_id = j.user_id and s.place = j.place + 1
)
select listen_id, week_end, user_id, case when is_again then 'duplicate' else 'overlap' end as reason
from judged
where not stands
union all
select listen_id, week_end, user_id, 'duplicate' from told_twice
