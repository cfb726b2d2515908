-- One row for each user: the latest description, or the bare id of a user who is only named in plays, counts or follows.
-- @columns user_id any, name text, country text, birth_year integer, plan text, signed_up_at text, signed_up_on text, signed_up_month text, is_described integer
-- @key user_id
-- @severity warn
-- @expect birth_year is null or birth_year between 1900 and 2039
-- @expect signed_up_at is null or length(signed_up_at) = 20
with described as (
  select *, row_number() over (partition by user_id order by row_id desc) as age
  from bronze_dim_users
),
named as (
  select user_id from silver_user_weeks
  union
  select user_id from bronze_fact_listening_counts where plays > 0
  union
  select follower_id from silver_follows
  union
  select followee_id from silver_follows
)
select
  user_id, name, country, birth_year, plan, signed_up_at,
  substr(signed_up_at, 1, 10) as signed_up_on,
  substr(signed_up_at, 1, 7) as signed_up_month,
  1 as is_described
from described
where age = 1
union all
select user_id, null, null, null, null, null, null, null, 0
from named
where user_id not in (select user_id from bronze_dim_users)
