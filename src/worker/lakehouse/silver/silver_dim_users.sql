-- One row for each user and span of time in which what is known of them held (a slowly changing dimension of type 2). The current row is the one with is_current = 1; a deleted user has none.
-- What files say holds from the sign-up on, and the latest file counts. Each change event begins a version, unless it changes nothing; a delete ends the last one.
-- A user who is only named in plays, counts or follows has one row with the bare id.
-- @columns user_id any, version integer, name text, country text, birth_year integer, plan text, signed_up_at text, signed_up_on text, signed_up_month text, is_described integer, valid_from text, valid_to text, is_current integer, is_deleted integer
-- @key user_id, version
-- @index is_current, user_id
-- @not_null is_described, is_current, is_deleted
-- @expect is_current = case when valid_to is null then 1 else 0 end
-- @expect valid_from is null or valid_to is null or valid_from < valid_to
-- @severity warn
-- @expect birth_year is null or birth_year between 1900 and 2039
-- @expect signed_up_at is null or length(signed_up_at) = 20
with stated as (
  select
    user_id, name, country, birth_year, plan, signed_up_at, row_id,
    json_extract(extra, '$.change.op') as op,
    json_extract(extra, '$.change.changed_at') as changed_at,
    json_extract(extra, '$.change.sequence') as sequence
  from bronze_dim_users
),
from_files as (
  select *, row_number() over (partition by user_id order by row_id desc) as age
  from stated
  where op is null
),
changed as (
  select distinct user_id
  from stated
  where op is not null
),
known as (
  select user_id, name, country, birth_year, plan, signed_up_at, row_id, 'f' as op, null as sequence,
    substr(signed_up_at, 1, 19) || '.000Z' as since
  from from_files
  where age = 1 and user_id in (select user_id from changed)
  union all
  select user_id, name, country, birth_year, plan, signed_up_at, row_id, op, sequence, changed_at
  from stated
  where op is not null
),
-- a first row from a snapshot, or one that tells of a user only when they go, holds since the sign-up
in_order as (
  select
    *,
    row_number() over history as place,
    lead(since) over history as next_since,
    lag(op) over history as last_op,
    lag(name) over history is name and lag(country) over history is country and lag(birth_year) over history is birth_year
      and lag(plan) over history is plan and lag(signed_up_at) over history is signed_up_at as is_same
  from known
  window history as (partition by user_id order by case when op = 'f' then 0 else 1 end, since, sequence, row_id)
),
begun as (
  select
    user_id, name, country, birth_year, plan, signed_up_at, row_id, op, place,
    case
      when place = 1 and op in ('r', 'd') and signed_up_at < since then substr(signed_up_at, 1, 19) || '.000Z'
      when place = 1 and op = 'd' then null
      when op = 'f' and since >= next_since then null
      else since
    end as since,
    case when place = 1 and op = 'd' then since end as gone_at
  from in_order
  where place = 1 or op = 'd' or last_op = 'd' or not is_same
),
ended as (
  select
    *,
    coalesce(gone_at, lead(since) over history) as until,
    coalesce(gone_at is not null or lead(op) over history = 'd', false) as is_last
  from begun
  window history as (partition by user_id order by place)
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
  user_id,
  row_number() over (partition by user_id order by place) as version,
  name, country, birth_year, plan, signed_up_at,
  substr(signed_up_at, 1, 10) as signed_up_on,
  substr(signed_up_at, 1, 7) as signed_up_month,
  1 as is_described,
  since as valid_from,
  until as valid_to,
  case when until is null then 1 else 0 end as is_current,
  case when is_last then 1 else 0 end as is_deleted
from ended
where (op <> 'd' or gone_at is not null) and (since is null or until is null or since < until)
union all
select
  user_id, 1, name, country, birth_year, plan, signed_up_at,
  substr(signed_up_at, 1, 10),
  substr(signed_up_at, 1, 7),
  1,
  substr(signed_up_at, 1, 19) || '.000Z',
  null, 1, 0
from from_files
where age = 1 and user_id not in (select user_id from changed)
union all
select user_id, 1, null, null, null, null, null, null, null, 0, null, null, 1, 0
from named
where user_id not in (select user_id from bronze_dim_users)
