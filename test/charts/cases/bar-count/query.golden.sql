with grouped as (
  select "genre" as x, count(*) as y0
  from {{result}}
  group by 1
)
select * from grouped
order by x
limit 5000
