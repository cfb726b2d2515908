with grouped as (
  select "week_end" as x, sum("plays") as y0, sum("skips") as y1
  from {{result}}
  group by 1
)
select * from grouped
order by x
limit 5000
