with grouped as (
  select "genre" as x, sum("plays") as y0
  from {{result}}
  group by 1
)
select * from grouped
order by y0 desc
limit 5000
