-- One row for each cohort (the month of a user's first play) and month since then: how many of them still played.
-- @columns cohort_month text, months_since integer, users integer, active_users integer, retention real
-- @key cohort_month, months_since
-- @expect active_users between 0 and users and months_since >= 0
-- @expect months_since > 0 or active_users = users
with active as (
  select user_id, substr(first_played_on, 1, 7) as month from silver_user_weeks
  union
  select user_id, substr(last_played_on, 1, 7) from silver_user_weeks
),
cohorts as (
  select user_id, min(month) as cohort_month
  from active
  group by user_id
),
sizes as (
  select cohort_month, count(*) as users
  from cohorts
  group by cohort_month
),
kept as (
  select
    c.cohort_month,
    substr(a.month, 1, 4) * 12 + substr(a.month, 6, 2) - substr(c.cohort_month, 1, 4) * 12 - substr(c.cohort_month, 6, 2) as months_since,
    count(*) as active_users
  from active as a
  join cohorts as c on c.user_id = a.user_id
  group by 1, 2
)
select k.cohort_month, k.months_since, s.users, k.active_users, k.active_users * 1.0 / s.users as retention
from kept as k
join sizes as s on s.cohort_month = k.cohort_month
