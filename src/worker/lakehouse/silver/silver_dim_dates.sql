-- One row for each day from 2000 to 2039, with the week it belongs to: weeks run from Wednesday to Tuesday and are named by their last day.
-- The one place that computes with dates: relations after it read weeks, weekdays and day numbers as columns.
-- @columns date text, day_no integer, weekday integer, month text, week_start text, week_end text, previous_week_end text, next_week_end text
-- @key date
-- @not_null day_no, weekday, month, week_start, week_end
-- @unique day_no
-- @expect weekday between 1 and 7
-- @expect date between week_start and week_end
with recursive days (date, day_no) as (
  select '2000-01-01', 0
  union all
  select date(date, '+1 day'), day_no + 1 from days where day_no < 14609
),
in_weeks as (
  select
    date,
    day_no,
    (day_no + 5) % 7 + 1 as weekday, -- 1 is Monday
    substr(date, 1, 7) as month,
    (day_no + 3) % 7 as days_into_week -- 2000-01-01 was a Saturday, the fourth day of its week
  from days
)
select
  date,
  day_no,
  weekday,
  month,
  date(date, '-' || days_into_week || ' days') as week_start,
  date(date, '+' || (6 - days_into_week) || ' days') as week_end,
  date(date, '-' || (days_into_week + 1) || ' days') as previous_week_end,
  date(date, '+' || (13 - days_into_week) || ' days') as next_week_end
from in_weeks
