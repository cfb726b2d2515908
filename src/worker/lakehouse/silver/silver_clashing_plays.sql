-- One row for each play that cannot stand beside an earlier one of the same user: the same track at the same second again, or begun while an earlier play still ran.
-- The earliest play stands, and so on from play to play; those left out make no others clash. Plays are compared within a week, so that a week is a function of its own plays.
-- @columns listen_id integer, week_end text, user_id any, reason text
-- @key listen_id
-- @index week_end
-- @not_null week_end, user_id
-- @expect reason in ('duplicate', 'overlap')
-- @incremental replace week_end from silver_plays
with recursive in_order as (
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
  where reason is null
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
